using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Pages;

namespace LeptonLab.Notebooks.Tests.Pages;

public sealed partial class NotebookPageTests
{
    private const string Chart = "Plotly.NET.CSharp.Chart.Line<double, double, string>([1.0, 2], [3.0, 4])";

    [Fact]
    public async Task A_page_with_charts_has_plotly_once_and_loads_nothing()
    {
        Notebook notebook = TestNotebook.Of("# Charts $x^2$", Chart, Chart, "new ScottPlot.Plot()");
        await TestNotebook.RunAsync(notebook);
        string page = NotebookPage.Render(notebook);
        Assert.Single(PlotlyBanner().Matches(page));
        Assert.Equal(2, Regex.Count(page, "class=\"lepton-chart\""));
        Assert.DoesNotMatch(ExternalLoad(), page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("<math ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_charts_does_not_carry_plotly()
    {
        Notebook notebook = TestNotebook.Of("# Text", "1 + 1");
        await TestNotebook.RunAsync(notebook);
        string page = NotebookPage.Render(notebook);
        Assert.DoesNotMatch(PlotlyBanner(), page);
        Assert.InRange(page.Length, 1, 60_000);
    }

    [Fact]
    public void Code_is_coloured_across_cells_and_escaped()
    {
        string page = NotebookPage.Render(TestNotebook.Of("record Cat(string Name);\n1", "using System.Net;\nvar c = new Cat(\"<b>\"); // cat"));
        Assert.Contains("<span class=\"k\">new</span> <span class=\"t\">Cat</span>(<span class=\"s\">&quot;&lt;b&gt;&quot;</span>)", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"c\">// cat</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_title_and_the_contents_come_from_the_headings()
    {
        string page = NotebookPage.Render(TestNotebook.Of("# The loss $p - y$\n\n## Why\n\n## Why\n\n```\n# no heading\n```"));
        Assert.Contains("<title>The loss p - y</title>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#why\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#why-2\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("#no-heading", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_beside_the_notebook_and_attachments_come_inside()
    {
        string folder = Directory.CreateTempSubdirectory("lepton-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "a b.png"), [1, 2, 3]);
        Notebook notebook = TestNotebook.Of("# x\n![](a%20b.png) ![](attachment:c.png) ![remote](https://example.org/d.png) ![](missing.png)");
        notebook.Cells[0].Json["attachments"] = new JsonObject { ["c.png"] = new JsonObject { ["image/png"] = "BAUG" } };
        string path = Path.Combine(folder, "n.ipynb");
        notebook.Save(path);
        string page = NotebookPage.Render(Notebook.Load(path));
        Assert.Contains("data:image/png;base64,AQID", page, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,BAUG", page, StringComparison.Ordinal);
        Assert.Contains("picture not found: missing.png", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(ExternalLoad(), page);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_failed_run_is_announced_with_a_link()
    {
        Notebook notebook = TestNotebook.Of("# Title", "throw new Exception(\"no <luck>\");", "2");
        await TestNotebook.RunAsync(notebook);
        string page = NotebookPage.Render(notebook);
        Assert.Contains("This run stopped at <a href=\"#cell-c1\">cell [1]</a>: no &lt;luck&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_input_can_be_opened()
    {
        Notebook notebook = TestNotebook.Of("int a = 1;", "int b = 2;");
        notebook.Cells[0].Metadata["tags"] = new JsonArray("hide-input");
        notebook.Cells[1].Metadata["jupyter"] = new JsonObject { ["source_hidden"] = true };
        Assert.Equal(2, Regex.Count(NotebookPage.Render(notebook), "<details class=\"hidden-input\">"));
    }

    [Fact]
    public void Markdown_has_tables_footnotes_tasks_and_links_to_other_lessons()
    {
        string page = NotebookPage.Render(TestNotebook.Of(
            "# x\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nnote[^1]\n\n[^1]: foot\n\n- [x] done\n\n[next](04-conv.ipynb#top)", "# y\nnote[^1]\n\n[^1]: other"));
        Assert.Contains("<table>", page, StringComparison.Ordinal);
        Assert.Contains("type=\"checkbox\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"04-conv.html#top\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"n1-fn:1\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"n2-fn:1\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heading_cannot_take_the_place_of_a_chart_or_of_the_main_part()
    {
        Notebook notebook = TestNotebook.Of("# Figure 1\n\n## Content", Chart);
        await TestNotebook.RunAsync(notebook);
        string[] ids = [.. ElementId().Matches(NotebookPage.Render(notebook)).Select(match => match.Groups[1].Value)];
        Assert.Contains("figure-1", ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Outputs_that_are_none_and_quotes_in_picture_data_do_no_harm()
    {
        Notebook notebook = TestNotebook.Of("1");
        notebook.Cells[0].Outputs.Add("text");
        notebook.Cells[0].Outputs.Add(new JsonObject { ["output_type"] = 5 });
        notebook.Cells[0].Outputs.Add(new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { ["image/png"] = "AQID\" onerror=\"alert(1)" },
        });
        string page = NotebookPage.Render(notebook);
        Assert.Contains("base64,AQID&quot; onerror", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=<[^>]* )id=\"([^\"]*)\"")]
    private static partial Regex ElementId();

    [GeneratedRegex(@"plotly\.js v2\.")]
    private static partial Regex PlotlyBanner();

    [GeneratedRegex("(src|data|action)=\"?(https?:)?//|<link[^>]*href=\"?(https?:)?//|@import|url\\(\"?https?:", RegexOptions.IgnoreCase)]
    private static partial Regex ExternalLoad();
}
