using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// Where the loops of a cell look whether the person wants them to stop. The compiler of cells writes the call into them;
/// nobody else needs it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Safepoint
{
    /// <summary>Whether any cell of this process is to stop; a plain field, because every turn of a loop reads it.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA2211", Justification = "A property would be called in code that is not optimised.")]
    public static bool Pending;

    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(1);
    private static int _stops;

    /// <summary>Ends the calling code if it belongs to a cell that is to stop.</summary>
    /// <returns>Always false, for use in expressions.</returns>
    /// <exception cref="OperationCanceledException">The cell is to stop.</exception>
    /// <exception cref="InsufficientExecutionStackException">A method has called itself too often.</exception>
    public static bool Reach()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (CellContext.Current?.Running is { IsStopping: true })
            throw new CellInterruptedException(null);
        return false;
    }

    /// <summary>Makes every loop look, for as long as the threads of a stopped cell may need to notice.</summary>
    internal static void Arm()
    {
        IDisposable watch = Watch();
        Task.Delay(Lingering).ContinueWith(_ => watch.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Makes every loop, and every method that calls itself, look until it is disposed.</summary>
    internal static IDisposable Watch()
    {
        Interlocked.Increment(ref _stops);
        Pending = true;
        return new Watcher();
    }

    private sealed class Watcher : IDisposable
    {
        public void Dispose() => Pending = Interlocked.Decrement(ref _stops) > 0;
    }
}
