using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Running;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>Every cell ran to its end.</summary>
    Completed,

    /// <summary>A cell failed; those after it were not run.</summary>
    Failed,

    /// <summary>The person stopped the run.</summary>
    Cancelled,
}

/// <summary>What became of a run.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Cell">The number of the last code cell that was run, 1 for the first.</param>
/// <param name="Cells">The number of code cells.</param>
/// <param name="Error">Why the cell failed that stopped the run, if one did.</param>
/// <param name="Failed">The number of cells that failed; with a completed run, those whose errors are allowed.</param>
public sealed record RunResult(RunEnd End, int Cell, int Cells, CellError? Error, int Failed = 0);

/// <summary>How strict a run is.</summary>
/// <param name="CellTimeout">How long one cell may take; null for as long as it needs.</param>
/// <param name="AllowErrors">Whether the cells after a failed one are run.</param>
public sealed record RunOptions(TimeSpan? CellTimeout = null, bool AllowErrors = false);

/// <summary>One cell of a run.</summary>
/// <param name="Number">1 for the first code cell.</param>
/// <param name="Total">The number of code cells.</param>
/// <param name="Title">The nearest heading above it, for the person who waits.</param>
public sealed record CellStep(int Number, int Total, string Title);

/// <summary>Is told how a run goes.</summary>
public interface ICellProgress
{
    /// <summary>A cell begins.</summary>
    void Started(CellStep step);

    /// <summary>A cell has ended.</summary>
    void Ended(CellStep step, TimeSpan duration, CellError? error);
}
