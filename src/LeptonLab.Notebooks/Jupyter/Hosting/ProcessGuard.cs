using System.Runtime.ExceptionServices;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Kernels.Execution;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// A cell may end the process, by <see cref="Environment.Exit"/>, or throw in a thread of its own, where nobody can catch it.
/// The former is reported before the process goes; the latter becomes the error of the running cell, and the kernel lives on.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    /// <summary>What the error of a cell that ends the process is called.</summary>
    public const string ExitName = "ProcessExit";

    private static JupyterKernel? _kernel;

    private ProcessGuard()
    {
    }

    /// <summary>Begins to guard the process; before an engine is made, since the runtime takes one such handler only.</summary>
    public static ProcessGuard Install()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(OnException);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        return new ProcessGuard();
    }

    /// <summary>Says whose cells run in this process.</summary>
    public void Watch(JupyterKernel kernel) => _kernel = kernel;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _kernel = null;
    }

    private static void OnExit(object? sender, EventArgs arguments) => _kernel?.Leave(Error(
        ExitName, $"The cell ended the whole process: Environment.Exit, code {Environment.ExitCode}. All variables are lost."));

    private static bool OnException(Exception error)
    {
        if (_kernel is not { } kernel)
            return false;

        // Of a cell that has long ended it is news, but no reason to stop the one that runs.
        if (CellContext.Current is { } context && !kernel.IsRunning(context.Cell))
            return StrayExceptions.Report(error, context);
        string message = error.Message.TrimEnd();
        string stop = message.Length > 0 && message[^1] is '.' or '!' or '?' ? "" : ".";
        kernel.Fail(Error(error.GetType().Name, $"{message}{stop} It was thrown in a thread of its own, where no one could catch it."));
        return true;
    }

    private static CellError Error(string name, string message) => new(name, message, Line: null, [$"{name}: {message}"]);
}
