using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

public sealed class MagicTests
{
    [Fact]
    public async Task Parts_run_in_the_order_of_the_cell()
    {
        Sink sink = await TestNotebook.RunAsync("var a = 1;\n#!who\nvar b = 2;\n#!markdown\n*text*\n#!csharp\na + b");
        Assert.Equal(["a", "*text*"], sink.Outputs.OfType<DisplayOutput>().Select(o => o.Data.Text));
        Assert.Equal("3", sink.ResultText);
    }

    [Fact]
    public async Task An_exception_after_a_magic_names_the_line_of_the_cell()
    {
        Sink sink = await TestNotebook.RunAsync("var a = 1;\n#!who\n\nthrow new Exception(\"x\");");
        Assert.Equal(4, sink.Error.Line);
    }

    [Fact]
    public async Task A_magic_inside_a_string_is_text() =>
        Assert.Equal("#!time", (await TestNotebook.RunAsync("var s = \"\"\"\n#!time\n\"\"\";\ns")).ResultText);

    [Theory]
    [InlineData("#!html\n<b>x</b>", "text/html", "<b>x</b>")]
    [InlineData("#!javascript\nalert(1)", "text/html", "<script type=\"text/javascript\">alert(1)</script>")]
    [InlineData("#!mermaid\ngraph TD", "text/vnd.mermaid", "graph TD")]
    public async Task Text_of_other_languages_is_shown(string source, string mimeType, string text) =>
        Assert.Equal(text, (await TestNotebook.RunAsync(source)).Outputs.OfType<DisplayOutput>().Single().Data[mimeType]!.ToString());

    [Fact]
    public async Task Variables_are_listed_with_type_and_value()
    {
        Sink sink = await TestNotebook.RunAsync("int n = 3; var words = new List<string> { \"a\" };", "#!whos");
        Assert.Equal("n\tint\t3\nwords\tList<string>\t[\"a\"]", sink.Outputs.OfType<DisplayOutput>().Single().Data.Text);
    }

    [Theory]
    [InlineData("#!set --name x --value 5\nx + 1", "6")]
    [InlineData("#!set --name x --value @csharp:list\nx.Count", "2")]
    [InlineData("#!share --from csharp list --as other\nother.Count", "2")]
    [InlineData("#!value --name text\nsome text\n#!csharp\ntext.Length", "9")]
    public async Task Variables_can_be_set_and_shared(string source, string result) =>
        Assert.Equal(result, (await TestNotebook.RunAsync("var list = new List<int> { 1, 2 };", source)).ResultText);

    [Theory]
    [InlineData("#!tiem", "#!time")]
    [InlineData("#!whoo", "#!who")]
    [InlineData("#!pwsh\nls", "not supported here")]
    [InlineData("#!connect jupyter", "not supported here")]
    [InlineData("#!set --value 5", "--name")]
    [InlineData("#!share --from fsharp x", "only C#")]
    [InlineData("#!import missing.ipynb", "missing.ipynb")]
    [InlineData("#r \"missing.dll\"", "There is no file")]
    public async Task A_wrong_magic_says_what_to_write(string source, string message) =>
        Assert.Contains(message, (await TestNotebook.RunAsync(source)).Error.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_can_be_imported()
    {
        string folder = Directory.CreateTempSubdirectory("lepton-import").FullName;
        try
        {
            string notebook = Path.Combine(folder, "helpers.dib"), script = Path.Combine(folder, "more.csx");
            await File.WriteAllTextAsync(notebook, "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\"}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nint Triple(int x) => 3 * x;\n");
            await File.WriteAllTextAsync(script, "int Half(int x) => x / 2;");
            Sink sink = await TestNotebook.RunAsync($"#!import \"{notebook}\"\n#load \"{script}\"\nTriple(4) + Half(4)");
            Assert.Equal("14", sink.ResultText);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_assembly_file_can_be_referenced() =>
        Assert.Null((await TestNotebook.RunAsync($"#r \"{typeof(CsCheck.Gen).Assembly.Location}\"\ntypeof(CsCheck.Gen).Name")).Result!.Error?.Message);
}
