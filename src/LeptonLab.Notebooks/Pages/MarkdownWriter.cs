using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LeptonLab.Notebooks.Pages;

/// <summary>Writes markdown as HTML: GitHub's tables, footnotes and task lists, mathematics as MathML, pictures inside.</summary>
internal sealed partial class MarkdownWriter
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseEmphasisExtras().UseDefinitionLists()
        .UseAbbreviations().UseAutoLinks().UseAlertBlocks().UseMathematics().Build();

    private readonly string? _folder;
    private readonly Outline _outline;

    public MarkdownWriter(string? folder, Outline outline)
    {
        _folder = folder;
        _outline = outline;
    }

    /// <param name="markdown">The text of a cell.</param>
    /// <param name="attachments">The cell's own pictures.</param>
    /// <param name="prefix">Keeps the footnotes of one cell apart from those of another.</param>
    public string Write(string markdown, JsonObject? attachments, string prefix)
    {
        MarkdownDocument document = Markdown.Parse(DisplayMath.OnOneLine(markdown), Pipeline);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
            AddToOutline(heading);
        foreach (LinkInline link in document.Descendants<LinkInline>().Where(link => !link.IsImage))
            link.Url = PageOf(link.Url);

        using var writer = new StringWriter();
        HtmlRenderer renderer = Renderer(writer);
        renderer.Render(document);
        string html = writer.ToString()
            .Replace("\"fn:", $"\"{prefix}-fn:", StringComparison.Ordinal).Replace("\"#fn:", $"\"#{prefix}-fn:", StringComparison.Ordinal)
            .Replace("\"fnref:", $"\"{prefix}-fnref:", StringComparison.Ordinal).Replace("\"#fnref:", $"\"#{prefix}-fnref:", StringComparison.Ordinal);
        return PageImages.Inline(html, _folder, attachments);
    }

    private static HtmlRenderer Renderer(TextWriter writer)
    {
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        MathRenderers.Use(renderer);
        return renderer;
    }

    private void AddToOutline(HeadingBlock heading)
    {
        using var writer = new StringWriter();
        HtmlRenderer renderer = Renderer(writer);
        renderer.WriteLeafInline(heading);
        string html = LinkTags().Replace(writer.ToString(), "");
        string text = System.Net.WebUtility.HtmlDecode(AnyTag().Replace(AlternativeText().Replace(html, "$1"), ""));
        string id = _outline.Add(heading.Level, text, html);
        heading.GetAttributes().Id = id;
        heading.Inline?.AppendChild(new HtmlInline($"<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this heading\">#</a>"));
    }

    // A link to another lesson leads to its page.
    private static string? PageOf(string? url) =>
        url is not null && !url.Contains("://", StringComparison.Ordinal) && NotebookLink().IsMatch(url)
            ? NotebookLink().Replace(url, ".html$1")
            : url;

    [GeneratedRegex(@"\.ipynb(#|$)")]
    private static partial Regex NotebookLink();

    [GeneratedRegex("</?a\\b[^>]*>")]
    private static partial Regex LinkTags();

    [GeneratedRegex("<math[^>]* alttext=\"([^\"]*)\"[\\s\\S]*?</math>")]
    private static partial Regex AlternativeText();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex AnyTag();
}
