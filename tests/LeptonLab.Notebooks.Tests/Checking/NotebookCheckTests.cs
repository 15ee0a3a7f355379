using LeptonLab.Notebooks.Checking;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Tests.Checking;

public sealed class NotebookCheckTests
{
    [Fact]
    public void A_notebook_that_was_run_from_the_top_has_no_findings() =>
        Assert.Empty(Check([1, 2, 3], "int x = 1;\nrecord Pair(int A);", "# Text", "var p = new Pair(x);", "#!time\np.A"));

    [Theory]
    [InlineData(new[] { 2, 1 }, "order", 2, "before the cell above it")]
    [InlineData(new[] { 1, 5 }, "order", 2, "[5] and not as [2]")]
    [InlineData(new[] { 1, 0 }, "output", 2, "It was not run")]
    [InlineData(new[] { 0, 0 }, "output", 1, "without being run")]
    public void The_order_of_the_run_is_looked_at(int[] counts, string kind, int cell, string message)
    {
        NotebookFinding finding = Check(counts, "int a = 1;", "int b = 2;")[^1];
        Assert.Equal((kind, cell), (finding.Kind, finding.Cell));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int a = 1;", "a + later", "int later = 2;", 2, "cell 3, further down, declares it")]
    [InlineData("int a = 1;", "var b =\n    missing;", "b", 2, "CS0103")]
    [InlineData("#!tiem", "1", "2", 1, "#!time")]
    public void A_name_that_is_not_there_yet_is_told_once(string first, string second, string third, int cell, string message)
    {
        NotebookFinding finding = Assert.Single(Check([1, 2, 3], first, second, third));
        Assert.Equal(("names", cell), (finding.Kind, finding.Cell));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#r \"nuget: Some.Package\"\nusing Some.Package;\nvar x = new Thing();")]
    [InlineData("#!import \"helpers.ipynb\"\nHelp();")]
    [InlineData("#!set --name given --value 5\ngiven + 1")]
    [InlineData("#r \"nuget: LeptonLab\"\nTensor.Zeros([1])")]
    public void What_a_package_or_a_file_may_bring_is_not_judged(string source) => Assert.Empty(Check([1], source));

    [Theory]
    [InlineData("int a = 1;\na + 1", true)]
    [InlineData("display(1);", true)]
    [InlineData("for (int i = 0; i < 3; i++)\n    Console.WriteLine(i);", false)]
    [InlineData("int a = 1;", false)]
    [InlineData("int a;\na = 2", false)]
    public void What_a_cell_shows_must_be_there(string source, bool missing)
    {
        Notebook notebook = Run([1], source);
        notebook.Cells[0].Outputs.Clear();
        Assert.Equal(missing, NotebookCheck.Check(notebook).Any(finding => finding.Message.Contains("what it shows is missing", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_cell_that_ended_with_an_error_is_told()
    {
        Notebook notebook = Run([1], "int a = 1;");
        notebook.Cells[0].Outputs.Add(System.Text.Json.Nodes.JsonNode.Parse("""{"output_type": "error", "ename": "IOException", "evalue": "", "traceback": []}"""));
        Assert.Contains("IOException", Assert.Single(NotebookCheck.Check(notebook)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_meant_to_fail_may()
    {
        Notebook notebook = Run([1], "int x = \"text\";");
        notebook.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray("raises-exception");
        Assert.Empty(NotebookCheck.Check(notebook));
    }

    [Theory]
    [InlineData("var s = \"/home/ada/data.csv\";", true)]
    [InlineData("var s = @\"C:\\Users\\Ada\\data.csv\";", true)]
    [InlineData("var s = \"file:///tmp/x.png\";", true)]
    [InlineData("var s = \"data/images.zip\"; // a/b and 1/2", false)]
    [InlineData("var s = \"https://example.org/home/page\";", false)]
    [InlineData("// no path\nvar s = \"/home/ada/a\" + \"/home/ada/b\";", true)]
    public void Paths_of_one_machine_are_found(string source, bool local) => Assert.Equal(local, Check([1], source).Any(finding => finding.Kind == "path"));

    [Fact]
    public void Large_outputs_and_paths_in_outputs_are_found()
    {
        Notebook notebook = Run([1], "1");
        notebook.Cells[0].Outputs.Add(System.Text.Json.Nodes.JsonNode.Parse($$"""{"output_type": "stream", "name": "stdout", "text": ["at /home/ada/x.cs\n{{new string('x', 1_100_000)}}"]}"""));
        Assert.Equal(["size", "path"], NotebookCheck.Check(notebook).Select(finding => finding.Kind));
    }

    private static IReadOnlyList<NotebookFinding> Check(int[] counts, params string[] sources) => NotebookCheck.Check(Run(counts, sources));

    private static Notebook Run(int[] counts, params string[] sources)
    {
        Notebook notebook = TestNotebook.Of(sources);
        NotebookCell[] code = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
        for (int i = 0; i < code.Length; i++)
        {
            code[i].ExecutionCount = counts[i] == 0 ? null : counts[i];
            code[i].Outputs.Add(System.Text.Json.Nodes.JsonNode.Parse("""{"output_type": "stream", "name": "stdout", "text": ["x"]}"""));
        }

        return notebook;
    }
}
