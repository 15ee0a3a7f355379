namespace LeptonLab.Gpu;

/// <summary>A kernel whose threads know nothing of each other. Its fields are its arguments.</summary>
internal interface IThreadKernel
{
    /// <summary>The work of thread <paramref name="i"/>.</summary>
    void Run(int i);
}
