using System.Text.Json.Nodes;

namespace LeptonLab.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private static readonly string[] NotebookAndPage = [Path.Combine("out", "lesson.html"), Path.Combine("out", "lesson.ipynb")];
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("throw new InvalidOperationException(\"no luck\");", "InvalidOperationException: no luck. The cells")]
    [InlineData("int wrong = \"text\";", "CS0029")]
    [InlineData("new Sequential(new Dense(4, 2)).Forward(Tensor.Zeros([1, 3]))", "expects vectors [4]; got [3]")]
    public void A_cell_that_fails_is_named_with_its_line_and_what_ran_is_kept(string failing, string message)
    {
        _folder.WriteNotebook("lesson.ipynb", "Console.WriteLine(\"first\");", "int fine = 1;\n" + failing, "Console.WriteLine(\"never\");");
        Finished finished = Run("lesson.ipynb");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Cell 2 of 3, line 2: ", finished.Error, StringComparison.Ordinal);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Equal(["lesson.ipynb", .. NotebookAndPage], _folder.Files);
        Assert.Contains("first", Outputs(0), StringComparison.Ordinal);
        Assert.Contains("\"error\"", Outputs(1), StringComparison.Ordinal);
        Assert.Equal("[]", Outputs(2));
        Assert.EndsWith("</html>", File.ReadAllText(Path.Combine(_folder.Path, NotebookAndPage[0])).TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment.Exit(0);", "ended the whole process")]
    [InlineData("new Thread(() => throw new Exception(\"alone\")).Start(); Thread.Sleep(10_000);", "Exception: alone.")]
    [InlineData("int Deep(int depth) => Deep(depth + 1) + 1; Deep(0)", "Stack overflow")]
    [InlineData("Environment.FailFast(\"no way on\");", "no way on")]
    public void A_cell_that_ends_the_process_fails_and_loses_nothing(string ending, string message)
    {
        _folder.WriteNotebook("lesson.ipynb", "Console.WriteLine(\"first\");", ending, "Console.WriteLine(\"never\");");
        Finished finished = Run("lesson.ipynb");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Cell 2 of 3: ", finished.Error, StringComparison.Ordinal);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Contains("first", Outputs(0), StringComparison.Ordinal);
        Assert.Contains(message, Outputs(1), StringComparison.Ordinal);
        Assert.Equal("[]", Outputs(2));
    }

    [Fact]
    public void A_cell_that_takes_too_long_is_stopped_and_with_errors_allowed_the_next_ones_run()
    {
        _folder.WriteNotebook("lesson.ipynb", "int x = 1;", "while (true) { }", "Environment.Exit(1);", "40 + 2");
        Finished finished = Run("lesson.ipynb", "--timeout", "1", "--allow-errors");
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("2 of 4 cells failed", finished.Error, StringComparison.Ordinal);
        Assert.Contains("The cell ran longer than 1 s", Outputs(1), StringComparison.Ordinal);
        Assert.Contains("ProcessExit", Outputs(2), StringComparison.Ordinal);
        Assert.Contains("\"42\"", Outputs(3), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_is_not_installed_is_refused()
    {
        _folder.WriteNotebook("lesson.ipynb", "1");
        Refuses("Jupyter knows no kernel 'cobol'", "lesson.ipynb", "--kernel-name", "cobol");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Dear diary", "is not a notebook")]
    [InlineData("{\"cells\": [", "is not valid JSON at line 1, column")]
    [InlineData("{\"nbformat\": 3, \"nbformat_minor\": 0, \"worksheets\": []}", "is in notebook format 3")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": {}, \"metadata\": {}}", "it has no list \"cells\"")]
    public void What_is_not_a_notebook_is_refused(string text, string message)
    {
        _folder.Write("lesson.ipynb", text);
        Refuses(message, "lesson.ipynb");
    }

    [Fact]
    public void A_notebook_of_another_language_is_refused()
    {
        _folder.Write("lesson.ipynb", TemporaryFolder.Notebook("python3", "python", "import numpy").ToJsonString());
        Refuses("is a notebook in python (kernel python3)", "lesson.ipynb");
    }

    [Theory]
    [InlineData("has no parameter sed. Its parameters: seed (int)", "sed=1")]
    [InlineData("\"abc\" is not a whole number", "seed=abc")]
    [InlineData("write -p name=value", "seed")]
    [InlineData("-p seed is given more than once", "seed=1", "seed=2")]
    public void A_parameter_that_does_not_fit_is_refused(string message, params string[] parameters)
    {
        _folder.WriteNotebook("lesson.ipynb", "int seed = 1;");
        Refuses(message, ["lesson.ipynb", .. parameters.SelectMany(parameter => new[] { "-p", parameter })]);
    }

    [Fact]
    public void A_parameter_replaces_the_standard_value_and_files_are_found_beside_the_notebook()
    {
        _folder.WriteNotebook("sub/lesson.ipynb", "int seed = 1;", "$\"{seed} {File.ReadAllText(\"beside.txt\")} {1.5}\"");
        _folder.Write("sub/beside.txt", "neighbour");
        Finished finished = Run("sub/lesson.ipynb", "-p", "seed=42");
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("42 neighbour 1.5", Outputs(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_that_cannot_be_written_are_refused_before_the_run()
    {
        string lesson = _folder.WriteNotebook("lesson.ipynb", "1");
        string before = File.ReadAllText(lesson);
        Finished beneathAFile = Run("lesson.ipynb", "--html", "lesson.ipynb/page.html");
        Assert.Equal(1, beneathAFile.ExitCode);
        Assert.Contains("lesson.ipynb' is a file, not a folder.", beneathAFile.Error, StringComparison.Ordinal);
        Refuses("--html would replace the notebook", "lesson.ipynb", "--html", "lesson.ipynb");
        Refuses("--output and --html both name", "lesson.ipynb", "--html", "x", "--output", "x");
        Assert.Equal(before, File.ReadAllText(lesson));
    }

    [Fact]
    public void Ctrl_C_stops_even_an_endless_loop_and_keeps_what_ran()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no command that sends Ctrl-C to one process.");
        _folder.WriteNotebook("lesson.ipynb", "Console.WriteLine(\"first\");", "while (true) { }", "1");
        Finished finished = Lepton.RunAndInterrupt(_folder.Path, "[1/3]", "run", "lesson.ipynb");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("Stopped at cell 2 of 3", finished.Error, StringComparison.Ordinal);
        Assert.Equal(["lesson.ipynb", .. NotebookAndPage], _folder.Files);
        Assert.Contains("first", Outputs(0), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Finished Run(params string[] arguments)
    {
        Finished finished = Lepton.Run(_folder.Path, ["run", .. arguments]);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
        return finished;
    }

    private void Refuses(string message, params string[] arguments)
    {
        string[] before = _folder.Files;
        Finished finished = Run(arguments);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Empty(finished.Output);
        Assert.Equal(before, _folder.Files);
    }

    private string Outputs(int cell) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, NotebookAndPage[1])))!["cells"]![cell]!["outputs"]!.ToJsonString();
}
