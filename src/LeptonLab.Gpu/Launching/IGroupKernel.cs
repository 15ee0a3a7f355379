namespace LeptonLab.Gpu;

/// <summary>
/// A kernel whose threads work in groups, with shared memory and barriers: <c>Grid.IdxX</c> is the group, <c>Group.IdxX</c>
/// the thread in it. Its fields are its arguments.
/// </summary>
internal interface IGroupKernel
{
    /// <summary>The work of one thread.</summary>
    void Run();
}
