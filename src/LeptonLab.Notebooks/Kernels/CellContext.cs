namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// The cell that is running on this path of execution: <c>display</c> and the console send their output to it. It flows
/// with async calls and into new threads, so library code needs no reference to the notebook.
/// </summary>
internal sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> Running = new();
    private int _displays;

    internal CellContext(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken)
    {
        Cell = cell;
        Outputs = outputs;
        CancellationToken = cancellationToken;
    }

    /// <summary>The running cell; null outside notebooks.</summary>
    public static CellContext? Current => Running.Value;

    /// <summary>The program that is running.</summary>
    public CellCode Cell { get; }

    /// <summary>Where its outputs go.</summary>
    public ICellOutputs Outputs { get; }

    /// <summary>Cancelled when the person stops the run.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>A new display id: the cell's id and a counter, so that every run gives the same ids.</summary>
    public string NextDisplayId() => $"{Cell.Id}-{Interlocked.Increment(ref _displays)}";

    internal static void Enter(CellContext context) => Running.Value = context;
}
