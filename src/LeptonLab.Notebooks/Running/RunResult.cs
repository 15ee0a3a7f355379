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
/// <param name="Error">Why the cell failed, if one did.</param>
public sealed record RunResult(RunEnd End, int Cell, int Cells, CellError? Error);

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
