using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Lessons.Editions;

namespace LeptonLab.Notebooks.Pages;

/// <summary>Writes the cells of a notebook as sections of the page.</summary>
internal sealed class CellWriter
{
    // An error there is part of the lesson, and the run went on.
    private const string ExpectedToFail = "raises-exception";

    private readonly CSharpHighlighter _highlighter;
    private readonly MarkdownWriter _markdown;
    private readonly OutputWriter _outputs;
    private int _number;

    public CellWriter(Notebook notebook, Outline outline)
    {
        _highlighter = new CSharpHighlighter(notebook.Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Source));
        _markdown = new MarkdownWriter(notebook.Folder, outline);
        _outputs = new OutputWriter(_markdown);
    }

    /// <summary>What a reader must know before anything else: that the run failed, and where.</summary>
    public string Notice { get; private set; } = "";

    public void Write(NotebookCell cell, StringBuilder page)
    {
        _number++;
        if (cell.Kind == CellKind.Raw || cell.HasTag("remove-cell"))
        {
            if (cell.Kind == CellKind.Code)
                _highlighter.Next();
            return;
        }

        string anchor = HtmlText.Escape(cell.Id.Length > 0 ? $"cell-{cell.Id}" : $"cell-{_number}");
        if (cell.Kind == CellKind.Markdown)
            WriteMarkdown(cell, anchor, page);
        else
            WriteCode(cell, anchor, page);
    }

    private void WriteMarkdown(NotebookCell cell, string anchor, StringBuilder page)
    {
        string html = _markdown.Write(cell.Source, cell.Json["attachments"] as JsonObject, $"n{_number}");
        bool instructor = MultilineText.Read((cell.Metadata["lepton"] as JsonObject)?["audience"]) == "instructor";
        page.Append($"<section class=\"cell text\" id=\"{anchor}\">");
        page.Append(instructor ? $"<details class=\"instructor\"><summary>For the instructor</summary>{html}</details>" : html);
        page.Append("</section>\n");
    }

    private void WriteCode(NotebookCell cell, string anchor, StringBuilder page)
    {
        string code = _highlighter.Next();
        string outputs = cell.HasTag("remove-output") ? "" : _outputs.Write(cell.Outputs);
        string label = cell.ExecutionCount is { } count ? $"[{count}]" : "[ ]";
        page.Append($"<section class=\"cell code\" id=\"{anchor}\">");
        if (!cell.HasTag("remove-input") && cell.Source.Length > 0)
        {
            string input = $"<div class=\"input\"><a class=\"count\" href=\"#{anchor}\" aria-label=\"Link to this cell\">{label}</a><pre><code>{code}</code></pre></div>";
            string what = LessonRole.Of(cell) == LessonRole.Solution ? "solution" : "code";
            page.Append(IsHidden(cell) ? $"<details class=\"hidden-input\"><summary>Show the {what}</summary>{input}</details>" : input);
        }

        if (outputs.Length > 0 && cell.HasTag("hide-output"))
            page.Append($"<details class=\"hidden-output\"><summary>Show the output</summary><div class=\"outputs\">{outputs}</div></details>");
        else if (outputs.Length > 0)
            page.Append($"<div class=\"outputs\">{outputs}</div>");
        page.Append("</section>\n");
        NoteFailure(cell, anchor);
    }

    private void NoteFailure(NotebookCell cell, string anchor)
    {
        JsonObject? error = cell.Outputs.OfType<JsonObject>()
            .FirstOrDefault(output => MultilineText.Read(output["output_type"]) == "error");
        if (error is null || Notice.Length > 0 || cell.HasTag(ExpectedToFail))
            return;
        string count = cell.ExecutionCount is { } number ? $"cell [{number}]" : "a cell";
        Notice = $"<p class=\"notice\" role=\"alert\">This run stopped at <a href=\"#{anchor}\">{count}</a>: "
            + $"{HtmlText.Escape(MultilineText.Read(error["evalue"]).TrimEnd('.'))}. The cells after it were not run.</p>\n";
    }

    private static bool IsHidden(NotebookCell cell) => cell.HasTag("hide-input")
        || (cell.Metadata["jupyter"] is JsonObject jupyter && jupyter["source_hidden"] is JsonValue hidden
            && hidden.TryGetValue(out bool value) && value);
}
