using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary><c>#!lsmagic</c>: what may follow <c>#!</c>.</summary>
internal static class ListMagic
{
    public static Task RunAsync(MagicCall call)
    {
        (string Name, string Summary)[] rows =
        [
            .. MagicTable.All.Select(command => ("#!" + command.Name, command.Summary)),
            .. Languages.Supported.Select(language => ("#!" + language, language switch
            {
                "csharp" => "The lines below are C#.",
                "value" => "Keeps the lines below as text: --name x.",
                _ => $"Shows the lines below as {language}.",
            })),
        ];
        string text = string.Join('\n', rows.Select(row => $"{row.Name,-14}{row.Summary}"));
        MimeBundle bundle = new MimeBundle()
            .Add("text/html", HtmlText.Table(["Magic", ""], rows.Select(row => (IReadOnlyList<object?>)[row.Name, row.Summary])))
            .Add("text/plain", text);
        NotebookDisplay.Publish(bundle, []);
        return Task.CompletedTask;
    }
}
