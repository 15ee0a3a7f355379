using System.Diagnostics;
using System.Reflection;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// An exception as the author of a cell needs it: its type, what it says, and the lines of the notebook that led to it,
/// without the frames of the kernel and of the framework.
/// </summary>
internal static class CellExceptions
{
    private const int MostCauses = 20;

    public static CellError Describe(Exception exception, CellCode cell)
    {
        while (exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            && exception.InnerException is not null)
        {
            exception = exception.InnerException;
        }

        (string File, int Line, string? Method)[] frames = [.. NotebookFrames(exception)];
        int? line = frames.Where(frame => frame.File == cell.Label).Select(frame => (int?)frame.Line).FirstOrDefault();
        string name = exception.GetType().Name;
        string message = Message(exception);
        var traceback = new List<string> { $"{name}: {message}" };
        traceback.AddRange(Causes(exception).Take(MostCauses).Select(cause => $"  caused by {cause.GetType().Name}: {Message(cause)}"));

        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        foreach ((string file, int number, string? method) in frames)
        {
            traceback.Add(method is null ? $"at {file}, line {number}" : $"at {file}, line {number}, in {method}");
            if (file == cell.Label && number <= lines.Length)
                traceback.Add($"{number,4} │ {lines[number - 1]}");
        }

        return new CellError(name, message, line, traceback);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        IEnumerable<Exception> inner = exception is AggregateException all ? all.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        return inner.SelectMany(cause => Causes(cause).Prepend(cause));
    }

    // Exceptions of a notebook say what they like, and may fail to.
    private static string Message(Exception exception)
    {
        try
        {
            return exception.Message ?? "";
        }
        catch (Exception e)
        {
            return $"(its message could not be read: {e.GetType().Name})";
        }
    }

    private static IEnumerable<(string File, int Line, string? Method)> NotebookFrames(Exception exception)
    {
        (string, int, string?) previous = default;
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method || frame.GetFileName() is not { } file || frame.GetFileLineNumber() == 0)
                continue;
            if (!CellAssemblies.IsCell(method.Module.Assembly))
                continue;
            var found = (file, frame.GetFileLineNumber(), ReadableName(method));
            if (found != previous)
                yield return found;
            previous = found;
        }
    }

    // The compiler's own names: <<Initialize>> is the cell's top level, <Name>g__Local|… a local function,
    // <Name>d__0.MoveNext an asynchronous method, <Name>b__… a lambda.
    private static string? ReadableName(MethodBase method)
    {
        string name = method.Name;
        string type = method.DeclaringType?.Name ?? "";
        if (name == "MoveNext" && type.StartsWith('<'))
            name = type;
        if (name.Contains("<Initialize>", StringComparison.Ordinal) || name == "<Factory>")
            return null;
        int local = name.IndexOf("g__", StringComparison.Ordinal);
        if (local >= 0)
            return name[(local + 3)..].Split('|')[0];
        return name.StartsWith('<') ? name[1..].Split('>')[0] is { Length: > 0 } outer ? outer : null : name;
    }
}
