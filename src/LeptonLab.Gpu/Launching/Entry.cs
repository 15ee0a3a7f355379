namespace LeptonLab.Gpu;

/// <summary>Where kernels begin: the two methods that ILGPU compiles, once for each kernel.</summary>
internal static class Entry
{
    internal static void Thread<TKernel>(Index1D i, TKernel kernel)
        where TKernel : struct, IThreadKernel => kernel.Run(i);

    internal static void Groups<TKernel>(TKernel kernel)
        where TKernel : struct, IGroupKernel => kernel.Run();
}
