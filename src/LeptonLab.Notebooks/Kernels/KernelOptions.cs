namespace LeptonLab.Notebooks.Kernels;

/// <summary>What a kernel allows its cells.</summary>
public sealed record KernelOptions
{
    /// <summary>How many bytes the process may use; a cell that goes beyond is stopped. 0 sets no limit.</summary>
    public long MemoryLimit { get; init; }
}
