namespace LeptonLab.Notebooks.Kernels;

/// <summary>What a kernel allows its cells.</summary>
public sealed record KernelOptions
{
    /// <summary>How many characters one cell may print; what comes after is dropped, and the cell says so.</summary>
    public long MostPrinted { get; init; } = 20_000_000;

    /// <summary>How many values one cell may show or update; what comes after is dropped, and the cell says so.</summary>
    public int MostDisplays { get; init; } = 100_000;

    /// <summary>How many bytes the process may use; a cell that goes beyond is stopped. 0 sets no limit.</summary>
    public long MemoryLimit { get; init; }
}
