namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// Runs the cells of one notebook, one after the other, keeping the variables between them. The headless runner uses it
/// in process; a Jupyter front end puts the same messages on the wire.
/// </summary>
public interface INotebookKernel : IAsyncDisposable
{
    /// <summary>The number of the latest execution; 0 before the first.</summary>
    int ExecutionCount { get; }

    /// <summary>Runs a cell. What the cell does wrong is a result and not an exception.</summary>
    /// <param name="cell">The program.</param>
    /// <param name="outputs">Takes what the cell sends while it runs; called from any thread.</param>
    /// <param name="cancellationToken">Stops waiting for the cell.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the cell ended.</exception>
    Task<CellResult> ExecuteAsync(CellCode cell, ICellOutputs outputs, CancellationToken cancellationToken = default);
}

/// <summary>Takes the outputs of a running cell. Implementations may be called from any thread.</summary>
public interface ICellOutputs
{
    /// <summary>Takes one output.</summary>
    void Publish(CellOutput output);
}

/// <summary>A program to run.</summary>
/// <param name="Source">The text of the cell.</param>
/// <param name="Id">The cell's id, which display ids begin with.</param>
/// <param name="Label">What errors call the cell, such as <c>Cell 3</c>.</param>
public sealed record CellCode(string Source, string Id = "cell", string Label = "Cell");

/// <summary>How an execution ended.</summary>
/// <param name="ExecutionCount">Its number.</param>
/// <param name="Error">What went wrong; null if nothing did.</param>
/// <param name="Value">The value of the last expression, if it has one.</param>
public sealed record CellResult(int ExecutionCount, CellError? Error, object? Value)
{
    /// <summary>Whether the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}
