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
        var traceback = new List<string> { $"{name}: {exception.Message}" };
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            traceback.Add($"  caused by {inner.GetType().Name}: {inner.Message}");

        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        foreach ((string file, int number, string? method) in frames)
        {
            traceback.Add(method is null ? $"at {file}, line {number}" : $"at {file}, line {number}, in {method}");
            if (file == cell.Label && number <= lines.Length)
                traceback.Add($"{number,4} │ {lines[number - 1]}");
        }

        return new CellError(name, exception.Message, line, traceback);
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
