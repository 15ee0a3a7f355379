using System.Diagnostics;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Jupyter.Client;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Running;

/// <summary>
/// Runs a notebook from its first cell to its last and writes the outputs into it. The outputs hold no times and no
/// random ids, so that running a lesson twice gives the same file.
/// </summary>
public sealed class NotebookRunner
{
    // What other tools call a cell whose error is part of the lesson.
    private const string ExpectedToFail = "raises-exception";
    private readonly INotebookKernel _kernel;
    private readonly RunOptions _options;

    /// <summary>Runs cells with a kernel; the caller disposes it.</summary>
    public NotebookRunner(INotebookKernel kernel, RunOptions? options = null)
    {
        _kernel = kernel;
        _options = options ?? new RunOptions();
    }

    /// <summary>
    /// Runs every code cell in order. Stops at the first that fails, unless errors are allowed, or when cancelled; the outputs of the cells that were
    /// not run are empty then, and the notebook can be saved as it is.
    /// </summary>
    /// <param name="notebook">Takes the outputs.</param>
    /// <param name="progress">Is told when a cell begins and when it ends, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<RunResult> RunAsync(
        Notebook notebook, ICellProgress? progress = null, CancellationToken cancellationToken = default)
    {
        notebook.EnsureCellIds();
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }

        List<NotebookCell> cells = [.. notebook.Cells.Where(IsProgram)];
        var recorder = new OutputRecorder();
        try
        {
            return await RunAsync(notebook, cells, recorder, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            recorder.Close();
        }
    }

    private async Task<RunResult> RunAsync(
        Notebook notebook,
        List<NotebookCell> cells,
        OutputRecorder recorder,
        ICellProgress? progress,
        CancellationToken cancellationToken)
    {
        int failed = 0;
        for (int i = 0; i < cells.Count; i++)
        {
            NotebookCell cell = cells[i];
            var step = new CellStep(i + 1, cells.Count, CellTitle.Of(notebook, cell));
            progress?.Started(step);
            var watch = Stopwatch.StartNew();
            CellError? error;
            try
            {
                error = await RunAsync(cell, CellLanguage.Program(notebook, cell), $"Cell {i + 1}", recorder.For(cell), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return new RunResult(RunEnd.Cancelled, i + 1, cells.Count, null, failed);
            }

            progress?.Ended(step, watch.Elapsed, error);
            if (error is null || cell.HasTag(ExpectedToFail))
                continue;
            failed++;
            if (!_options.AllowErrors)
                return new RunResult(RunEnd.Failed, i + 1, cells.Count, error, failed);
        }

        return new RunResult(RunEnd.Completed, cells.Count, cells.Count, null, failed);
    }

    private async Task<CellError?> RunAsync(
        NotebookCell cell, string program, string label, ICellOutputs outputs, CancellationToken cancellationToken)
    {
        // A kernel that the cell before has ended starts again; that time is not the cell's.
        if (_kernel is RemoteKernel remote)
            await remote.StartAsync(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.CellTimeout is { } timeout)
            stop.CancelAfter(timeout);
        try
        {
            CellResult result = await _kernel
                .ExecuteAsync(new CellCode(program, cell.Id, label), outputs, stop.Token)
                .ConfigureAwait(false);
            cell.ExecutionCount = result.ExecutionCount;
            return result.Error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string message = $"The cell ran longer than {_options.CellTimeout!.Value.TotalSeconds:0.###} s and was stopped.";
            var error = new CellError("Timeout", message, null, [$"Timeout: {message}"]);
            outputs.Publish(new ErrorOutput(error));
            cell.ExecutionCount = _kernel.ExecutionCount;
            return error;
        }
    }

    private static bool IsProgram(NotebookCell cell) =>
        cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source);
}
