using System.Runtime.ExceptionServices;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// Exceptions that nobody awaits, from threads and callbacks that a cell has started: they are printed where that cell
/// prints, instead of ending the process with all its variables.
/// </summary>
internal static class StrayExceptions
{
    private static readonly Lock InstallLock = new();
    private static bool _installed;

    /// <summary>Catches what the threads of cells throw; exceptions of others end the process as always.</summary>
    public static void Install()
    {
        lock (InstallLock)
        {
            if (_installed)
                return;
            _installed = true;
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(exception => Report(exception, CellContext.Current));
            }
            catch (InvalidOperationException)
            {
                // The application has a handler of its own.
            }
        }
    }

    /// <summary>Prints an exception to the cell that the failing code belongs to.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool Report(Exception exception, CellContext? cell)
    {
        if (cell is null)
            return false;
        CellError error = CellExceptions.Describe(exception, cell.Cell);
        cell.Outputs.Publish(new StreamOutput("stderr", $"In the background: {string.Join('\n', error.Traceback)}\n"));
        return true;
    }
}
