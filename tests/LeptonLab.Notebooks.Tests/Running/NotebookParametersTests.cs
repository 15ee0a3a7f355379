using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Notebooks.Tests.Running;

public sealed class NotebookParametersTests
{
    private const string Parameters =
        "int epochs = 10;\nvar rate = 1e-3f;\nstring name = \"a\";\nbool fast = false;\nconst int Size = 4;\nvar day = DayOfWeek.Monday;\nint[] list = [1];\nList<string> words = [];\nobject thing = null;";

    [Fact]
    public async Task Values_go_into_a_cell_of_their_own_and_win()
    {
        Notebook notebook = Lesson();
        NotebookParameters.Inject(notebook, Values(
            ("epochs", "2"), ("rate", "0.5"), ("name", "b \"quoted\""), ("fast", "true"), ("Size", "8"), ("day", "friday"), ("list", "[3, 4]"), ("words", "a b,c")));
        Assert.Equal(["injected-parameters"], notebook.Cells[1].Tags);
        await TestNotebook.RunAsync(notebook);
        Assert.Equal("2 0.5 b \"quoted\" True 8 Friday 7 a b", notebook.Cells[2].Outputs[0]!["data"]!["text/plain"]![0]!.ToString());
    }

    [Fact]
    public void Injecting_again_replaces_the_cell()
    {
        Notebook notebook = Lesson();
        NotebookParameters.Inject(notebook, Values(("epochs", "2")));
        NotebookParameters.Inject(notebook, Values(("epochs", "3")));
        Assert.Equal(3, notebook.Cells.Count);
        Assert.EndsWith("epochs = 3;", notebook.Cells[1].Source, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_parameter_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<LeptonException>(() => NotebookParameters.Inject(Lesson(), Values(("epoch", "2"))));
        Assert.Contains("epochs (int), rate (float), name (string), fast (bool)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs", "2.5", "int")]
    [InlineData("epochs", "99999999999", "int")]
    [InlineData("rate", "fast", "float")]
    [InlineData("fast", "yes", "true or false")]
    [InlineData("day", "someday", "Monday")]
    [InlineData("list", "1,x", "a list such as a,b,c in which each is a whole number")]
    [InlineData("thing", "1", "given on the command line")]
    [InlineData("epochs", "1; File.Delete(\"x\")", "int")]
    public void A_value_of_the_wrong_type_is_refused(string name, string value, string message)
    {
        var error = Assert.Throws<LeptonException>(() => NotebookParameters.Inject(Lesson(), Values((name, value))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_without_the_tag_takes_no_parameters() => Assert.Contains(
        "takes no parameters",
        Assert.Throws<LeptonException>(() => NotebookParameters.Inject(TestNotebook.Of("1"), Values(("a", "1")))).Message,
        StringComparison.Ordinal);

    private static Notebook Lesson()
    {
        Notebook notebook = TestNotebook.Of(Parameters, "$\"{epochs} {rate} {name} {fast} {Size} {day} {list.Sum()} {words.FirstOrDefault()}\"");
        notebook.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray("parameters");
        return notebook;
    }

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) =>
        values.ToDictionary(v => v.Name, v => v.Value);
}
