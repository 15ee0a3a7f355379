using LeptonLab.Notebooks.Kernels.Execution;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>Whatever can go wrong with a cell, as the person reads it.</summary>
internal static class CellErrors
{
    public static CellError Describe(Exception exception, CellCode cell, RunningCell running) => exception switch
    {
        CellCompilationException compilation => CompileErrors.Describe(compilation, cell),
        DirectiveException directive => CompileErrors.Describe(directive, cell),
        CellStuckException => new CellError(
            "KernelStuck",
            Stuck,
            null,
            [Stuck]),
        OperationCanceledException when running.Reason is not null => Interrupted(exception, cell, running.Reason),
        _ => CellExceptions.Describe(exception, cell),
    };

    private const string Stuck =
        "The cell could not be stopped: it is inside code that listens to nobody. Restart the kernel; its variables are lost.";

    private static CellError Interrupted(Exception exception, CellCode cell, string reason)
    {
        CellError place = CellExceptions.Describe(exception.InnerException ?? exception, cell);
        return new CellError("Interrupted", reason, place.Line, [reason, .. place.Traceback.Skip(1)]);
    }
}
