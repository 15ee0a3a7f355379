using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary><c>#!who</c> and <c>#!whos</c>: the variables of the notebook.</summary>
internal static class WhoMagic
{
    private const int LongText = 60;

    public static Task RunAsync(MagicCall call)
    {
        string[] names = [.. call.Kernel.Session.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal)];
        NotebookDisplay.display(names.Length == 0 ? "There are no variables." : string.Join('\n', names));
        return Task.CompletedTask;
    }

    public static Task RunAllAsync(MagicCall call)
    {
        CellVariable[] variables = [.. call.Kernel.Session.Variables.OrderBy(variable => variable.Name, StringComparer.Ordinal)];
        (string Name, string Type, string Value)[] rows = [.. variables.Select(v => (v.Name, v.TypeName, Text(v.Value)))];
        MimeBundle bundle = new MimeBundle()
            .Add("text/html", HtmlText.Table(["Variable", "Type", "Value"], rows.Select(row => (IReadOnlyList<object?>)[row.Name, row.Type, row.Value])))
            .Add("text/plain", rows.Length == 0 ? "There are no variables." : string.Join('\n', rows.Select(row => $"{row.Name}\t{row.Type}\t{row.Value}")));
        NotebookDisplay.Publish(bundle, []);
        return Task.CompletedTask;
    }

    private static string Text(object? value)
    {
        string text = (PlainText.Of(value) ?? ObjectFormatter.Text(value!)).ReplaceLineEndings(" ");
        return text.Length <= LongText ? text : text[..LongText] + "…";
    }
}
