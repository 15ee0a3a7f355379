using System.Text.Json.Nodes;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Cli.Commands;

/// <summary>
/// Cells run in this process, and one may end it: by <see cref="Environment.Exit"/>, or by an exception in a thread of its
/// own. The end is held up until what ran so far is saved and reported as a run that failed, which is until this is disposed.
/// </summary>
internal sealed class RunRescue : IDisposable
{
    private static readonly TimeSpan TimeToSave = TimeSpan.FromMinutes(2);
    private readonly TaskCompletionSource<CellError> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _saved = new();

    internal RunRescue()
    {
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnException;
    }

    /// <summary>Runs a notebook; a cell that ends the process is a cell that failed.</summary>
    internal async Task<RunResult> GuardAsync(
        Notebook notebook, Func<CancellationToken, Task<RunResult>> run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<RunResult> running = run(stop.Token);
        if (await Task.WhenAny(running, _end.Task).ConfigureAwait(false) == running)
            return await running.ConfigureAwait(false);

        await stop.CancelAsync().ConfigureAwait(false);
        RunResult stopped = await running.ConfigureAwait(false);
        CellError error = await _end.Task.ConfigureAwait(false);
        NotebookCell? cell = notebook.Cells
            .Where(candidate => candidate.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(candidate.Source))
            .ElementAtOrDefault(stopped.Cell - 1);
        cell?.Outputs.Add(new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        });
        return stopped with { End = RunEnd.Failed, Error = error };
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnException;
        _saved.Set();
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        HoldUp("ProcessExit", $"The cell ended the whole process: Environment.Exit, code {Environment.ExitCode}.");
        Environment.ExitCode = CommandLine.Failure;
    }

    private void OnException(object sender, UnhandledExceptionEventArgs arguments)
    {
        var error = (Exception)arguments.ExceptionObject;
        HoldUp(error.GetType().Name, $"{RunCommand.Sentence(error.Message)} It was thrown in a thread of its own, where no one could catch it.");
        Environment.Exit(CommandLine.Failure);
    }

    private void HoldUp(string name, string message)
    {
        _end.TrySetResult(new CellError(name, message, Line: null, [$"{name}: {message}"]));
        _saved.Wait(TimeToSave);
    }
}
