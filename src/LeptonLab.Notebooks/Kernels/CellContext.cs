using LeptonLab.Notebooks.Kernels.Execution;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// The cell that is running on this path of execution: <c>display</c> and the console send their output to it. It flows
/// with async calls and into new threads, so library code needs no reference to the notebook, and what a cell has started
/// goes on printing there after the cell has ended.
/// </summary>
internal sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> OnThisPath = new();
    private readonly Stack<Action> _atEnd = new();
    private readonly CellContext? _maker;
    private int _displays;

    internal CellContext(CellCode cell, ICellOutputs outputs, CSharpKernel kernel, RunningCell running)
    {
        Cell = cell;
        Outputs = outputs;
        Kernel = kernel;
        Running = running;
    }

    private CellContext(CellContext maker, RunningCell running) : this(maker.Cell, maker.Outputs, maker.Kernel, running)
    {
        _maker = maker;
    }

    /// <summary>The running cell; null outside notebooks.</summary>
    public static CellContext? Current => OnThisPath.Value;

    /// <summary>The program that is running.</summary>
    public CellCode Cell { get; }

    /// <summary>Where its outputs go.</summary>
    public ICellOutputs Outputs { get; }

    /// <summary>What runs it.</summary>
    public CSharpKernel Kernel { get; }

    /// <summary>By which it is stopped.</summary>
    public RunningCell Running { get; }

    /// <summary>Cancelled when the person stops the run.</summary>
    public CancellationToken CancellationToken => Running.Token;

    /// <summary>The files that are being imported: one that imports itself has no end.</summary>
    public HashSet<string> Importing { get; } = new(StringComparer.Ordinal);

    /// <summary>A new display id: the cell's id and a counter, so that every run gives the same ids.</summary>
    public string NextDisplayId() => _maker?.NextDisplayId() ?? $"{Cell.Id}-{Interlocked.Increment(ref _displays)}";

    /// <summary>The same cell once more, for what a reader sets off after it has ended.</summary>
    public CellContext Again(RunningCell running) => new(this, running);

    /// <summary>Has something done when the cell has run to its end.</summary>
    public void AtEnd(Action action)
    {
        lock (_atEnd)
            _atEnd.Push(action);
    }

    internal static void Enter(CellContext? context) => OnThisPath.Value = context;

    internal void End()
    {
        while (true)
        {
            Action? action;
            lock (_atEnd)
            {
                if (!_atEnd.TryPop(out action))
                    return;
            }

            action();
        }
    }
}
