using System.Text.Json.Nodes;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Cli.Commands;

/// <summary>
/// Cells run in this process, and one may end it: by <see cref="Environment.Exit"/>, or by an exception in a thread of its
/// own. What ran until then is still saved, and the exit code says that the run failed.
/// </summary>
internal sealed class RunRescue : ICellProgress, IDisposable
{
    private readonly Notebook _notebook;
    private readonly Action _save;
    private ICellProgress? _display;
    private CellStep? _step;
    private int _done;

    internal RunRescue(Notebook notebook, Action save)
    {
        _notebook = notebook;
        _save = save;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnException;
    }

    /// <summary>Keeps an eye on the run, and passes on what it is told.</summary>
    internal ICellProgress Watch(ICellProgress display)
    {
        _display = display;
        return this;
    }

    public void Started(CellStep step)
    {
        WaitForTheEnd();
        _step = step;
        _display?.Started(step);
    }

    public void Ended(CellStep step, TimeSpan duration, CellError? error) => _display?.Ended(step, duration, error);

    public void Dispose()
    {
        WaitForTheEnd();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnException;
    }

    // The thread that ends the process is saving: this one must not run more cells, or return as if all were well.
    private void WaitForTheEnd()
    {
        if (Volatile.Read(ref _done) == 1)
            Thread.Sleep(Timeout.Infinite);
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        int code = Environment.ExitCode;
        Save("ProcessExit", $"the cell ended the whole process (Environment.Exit, code {code}).");
        Environment.ExitCode = CommandLine.Failure;
    }

    private void OnException(object sender, UnhandledExceptionEventArgs arguments)
    {
        var error = (Exception)arguments.ExceptionObject;
        Save(error.GetType().Name, $"{RunCommand.Sentence(error.Message)} It was thrown in a thread of its own, where no one could catch it.");
        Environment.Exit(CommandLine.Failure);
    }

    private void Save(string name, string message)
    {
        if (Interlocked.Exchange(ref _done, 1) == 1)
            return;
        if (!Console.IsOutputRedirected)
            Console.Write("\e[?25h\n");
        Console.Error.WriteLine($"Cell {_step?.Number} of {_step?.Total}: {name}: {message}");
        NotebookCell? cell = _notebook.Cells
            .Where(candidate => candidate.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(candidate.Source))
            .ElementAtOrDefault((_step?.Number ?? 0) - 1);
        cell?.Outputs.Add(new JsonObject
        {
            ["ename"] = name,
            ["evalue"] = message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray($"{name}: {message}"),
        });
        try
        {
            _save();
        }
        catch (Exception error) when (error is LeptonException or InvalidOperationException)
        {
            // An InvalidOperationException: other threads of the cell were still adding outputs.
            Console.Error.WriteLine(error.Message);
        }
    }
}
