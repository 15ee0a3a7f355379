using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Notebooks.Tests.Documents;

/// <summary>The plain-text notebooks of .NET Interactive, and notebooks of several languages.</summary>
public sealed class DibTests
{
    private const string Text =
        "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"}]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\n"
        + "var x = 20;\n\n#!html\n\n<b>bold</b>\n\n#!value --name words\n\nsome words\n\n#!csharp\n\n#!time\nx + words.Length\n";

    [Fact]
    public async Task It_is_read_run_and_written_as_a_notebook()
    {
        string folder = Directory.CreateTempSubdirectory("lepton-dib").FullName;
        try
        {
            string file = Path.Combine(folder, "lesson.dib");
            await File.WriteAllTextAsync(file, Text);
            Notebook notebook = Notebook.Load(file);
            Assert.Equal(
                [CellKind.Markdown, CellKind.Code, CellKind.Code, CellKind.Code, CellKind.Code], notebook.Cells.Select(cell => cell.Kind));
            Assert.Equal(RunEnd.Completed, (await TestNotebook.RunAsync(notebook)).End);
            Assert.Equal("<b>bold</b>", notebook.Cells[2].Outputs[0]!["data"]!["text/html"]![0]!.ToString());
            Assert.Contains(notebook.Cells[4].Outputs, o => o!["output_type"]!.ToString() == "execute_result" && o["data"]!["text/plain"]![0]!.ToString() == "30");

            Notebook again = Notebook.Parse(notebook.ToJson());
            Assert.Equal("html", CellLanguage.Of(again.Cells[2]));
            Assert.Equal("html", again.Cells[2].Metadata["dotnet_interactive"]!["language"]!.ToString());
            Assert.NotNull(again.Metadata["polyglot_notebook"]!["kernelInfo"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"polyglot_notebook": {"kernelName": "html"}, "dotnet_interactive": {"language": "csharp"}}""", "<b>x</b>", "html")]
    [InlineData("""{"dotnet_interactive": {"language": "markdown"}}""", "*x*", "markdown")]
    [InlineData("{}", "#!mermaid\ngraph TD", "mermaid")]
    [InlineData("{}", "1 + 1", null)]
    public void The_language_of_a_cell_is_looked_up_in_order(string metadata, string source, string? language)
    {
        Notebook notebook = Notebook.Parse($$"""
            {"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {{metadata}}, "outputs": [], "source": {{System.Text.Json.JsonSerializer.Serialize(source)}}}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """);
        Assert.Equal(language, CellLanguage.Of(notebook.Cells[0]));
    }

    [Fact]
    public async Task A_cell_of_a_language_that_does_not_run_here_says_so()
    {
        Notebook notebook = TestNotebook.Of("let x = 1");
        CellLanguage.Set(notebook.Cells[0], "fsharp");
        RunResult result = await TestNotebook.RunAsync(notebook);
        Assert.Contains("#!fsharp is not supported here", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_that_is_not_JSON_is_said() =>
        Assert.Contains("#!meta", Assert.Throws<LeptonException>(() => DibReader.Parse("#!meta\n{oops", "a.dib", null)).Message, StringComparison.Ordinal);
}
