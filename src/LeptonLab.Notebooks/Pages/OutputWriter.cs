using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Lessons;
using LeptonLab.Notebooks.Mathematics;

namespace LeptonLab.Notebooks.Pages;

/// <summary>Writes the outputs of a cell: of each value the richest form that a page can show.</summary>
internal sealed partial class OutputWriter
{
    private readonly MarkdownWriter _markdown;
    private int _charts;

    public OutputWriter(MarkdownWriter markdown)
    {
        _markdown = markdown;
    }

    public string Write(JsonArray outputs)
    {
        var html = new StringBuilder();
        foreach (JsonObject output in outputs.OfType<JsonObject>())
        {
            html.Append(Text(output["output_type"]) switch
            {
                "stream" => Stream(output),
                "error" => Error(output),
                "display_data" or "execute_result" => Value(output["data"] as JsonObject, output["metadata"] as JsonObject),
                _ => "",
            });
        }

        return html.ToString();
    }

    private static string Stream(JsonNode output)
    {
        string name = Text(output["name"]) == "stderr" ? "stderr" : "stdout";
        return $"<pre class=\"stream {name}\" tabindex=\"0\">{Plain(Text(output["text"]))}</pre>";
    }

    private static string Error(JsonNode output)
    {
        string name = Text(output["ename"]) is { Length: > 0 } given ? given : "Error";
        string message = Text(output["evalue"]);
        if (name == nameof(NotYetImplemented))
            return $"<div class=\"todo\"><p>{LessonHtml.Code(message)}</p></div>";
        string trace = output["traceback"] is JsonArray lines
            ? string.Join('\n', lines.Select(line => line?.ToString()))
            : "";

        // The traceback begins with what the heading says.
        string heading = $"{name}: {message}\n";
        if (trace.StartsWith(heading, StringComparison.Ordinal))
            trace = trace[heading.Length..];
        return $"<div class=\"error\"><p><strong>{HtmlText.Escape(name)}</strong> {HtmlText.Escape(message)}</p><pre>{Plain(trace)}</pre></div>";
    }

    private string Value(JsonObject? data, JsonObject? metadata)
    {
        if (data is null)
            return "";
        if (data[PlotlyFormatter.MimeType] is { } figure)
            return $"<div class=\"value\">{PlotlyFormatter.Html(figure.ToJsonString(), $"figure:{++_charts}")}</div>";
        string Form(string mimeType) => Text(data[mimeType]);
        foreach (string mimeType in new[] { "text/html", "image/png", "image/svg+xml", "image/jpeg", "image/gif", "image/webp" })
        {
            if (data[mimeType] is null)
                continue;
            if (mimeType == "text/html")
                return $"<div class=\"value html\">{Form(mimeType)}</div>";
            string content = mimeType == "image/svg+xml"
                ? Convert.ToBase64String(Encoding.UTF8.GetBytes(Form(mimeType)))
                : Form(mimeType).ReplaceLineEndings("");
            string alt = HtmlText.Escape(Form("text/plain"));
            return $"<figure class=\"value picture\"><img alt=\"{alt}\"{Size(metadata?[mimeType])} src=\"data:{mimeType};base64,{HtmlText.Escape(content)}\"></figure>";
        }

        if (data["text/markdown"] is not null)
            return $"<div class=\"value\">{_markdown.Write(Form("text/markdown"), null, "out")}</div>";
        if (data["text/latex"] is not null)
            return $"<div class=\"math-block\">{TexMath.Display(Form("text/latex").Trim('$', ' ', '\n'), out _)}</div>";
        if (data["application/javascript"] is not null)
            return $"<script>{Form("application/javascript")}</script>";
        return $"<pre class=\"value plain\" tabindex=\"0\">{Plain(Form("text/plain"))}</pre>";
    }

    private static string Text(JsonNode? node) => MultilineText.Read(node);

    private static string Size(JsonNode? metadata) =>
        metadata is JsonObject && metadata["width"] is JsonValue width && width.TryGetValue(out int pixels)
            ? $" width=\"{pixels}\""
            : "";

    // Colours of a terminal mean nothing here, and of a line that was written over the last version counts.
    private static string Plain(string text) => HtmlText.Escape(Overwritten().Replace(AnsiSequence().Replace(text, ""), ""));

    [GeneratedRegex(@"[^\n]*\r(?=[^\n])")]
    private static partial Regex Overwritten();

    [GeneratedRegex(@"\x1B\[[0-9;?]*[A-Za-z]")]
    private static partial Regex AnsiSequence();
}
