using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Notebooks.Tests.Running;

public sealed class NotebookRunnerTests
{
    [Fact]
    public async Task Outputs_and_counts_are_written_in_the_form_of_nbformat()
    {
        Notebook notebook = TestNotebook.Of("# Title", "Console.Write(\"a\\nb\"); Console.Write(\"c\");\n1 + 1", "", "display(\"x\");");
        RunResult result = await TestNotebook.RunAsync(notebook);
        Assert.Equal(RunEnd.Completed, result.End);
        Assert.Equal([1, null, 2], notebook.Cells.Skip(1).Select(cell => cell.ExecutionCount));
        JsonNode stream = notebook.Cells[1].Outputs[0]!, value = notebook.Cells[1].Outputs[1]!;
        Assert.Equal("""{"name":"stdout","output_type":"stream","text":["a\n","bc"]}""", stream.ToJsonString());
        Assert.Equal("""{"data":{"text/plain":["2"]},"execution_count":1,"metadata":{},"output_type":"execute_result"}""", value.ToJsonString());
        Assert.Equal("display_data", notebook.Cells[3].Outputs[0]!["output_type"]!.ToString());
    }

    [Fact]
    public async Task Many_lines_are_one_stream_and_a_written_over_line_shows_its_end()
    {
        Notebook notebook = TestNotebook.Of("for (int i = 0; i < 50_000; i++) Console.WriteLine(i);\nfor (int i = 0; i < 3; i++) Console.Write($\"\\rstep {i}\");");
        await TestNotebook.RunAsync(notebook);
        JsonArray lines = notebook.Cells[0].Outputs.Single()!["text"]!.AsArray();
        Assert.Equal(50_001, lines.Count);
        Assert.Equal("\rstep 0\rstep 1\rstep 2", lines[^1]!.ToString());
        Assert.Contains("49999\nstep 2</pre>", LeptonLab.Notebooks.Pages.NotebookPage.Render(notebook), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_prints_too_much_is_cut_and_says_so()
    {
        Notebook notebook = TestNotebook.Of("string line = new('x', 999);\nfor (int i = 0; i < 20_000; i++) Console.WriteLine(line);\n1");
        RunResult result = await TestNotebook.RunAsync(notebook);
        Assert.Equal(RunEnd.Completed, result.End);
        string?[] kinds = [.. notebook.Cells[0].Outputs.Select(output => (string?)output!["name"] ?? (string?)output["output_type"]!)];
        Assert.Equal(["stdout", "stderr", "execute_result"], kinds);
        Assert.Equal(2000, notebook.Cells[0].Outputs[0]!["text"]!.AsArray().Count);
        Assert.Contains("the rest is not kept", notebook.Cells[0].Outputs[1]!["text"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_twice_gives_the_same_file()
    {
        string[] cells = ["var d = display(1); d.Update(Tensor.Zeros([2]));", "new[] { new { A = 1 } }", "new ScottPlot.Plot()", "throw new Exception(\"x\");"];
        Notebook first = TestNotebook.Of(cells), second = TestNotebook.Of(cells);
        await TestNotebook.RunAsync(first);
        await TestNotebook.RunAsync(second);
        await TestNotebook.RunAsync(second);
        Assert.Equal(first.ToJson(), second.ToJson());
    }

    [Fact]
    public async Task A_failing_cell_stops_the_run_and_clears_what_follows()
    {
        Notebook notebook = TestNotebook.Of("1", "int z = 0;\n1 / z", "3");
        notebook.Cells[2].Outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" });
        RunResult result = await TestNotebook.RunAsync(notebook);
        Assert.Equal((RunEnd.Failed, 2, 3), (result.End, result.Cell, result.Cells));
        Assert.Equal(2, result.Error!.Line);
        Assert.Equal("DivideByZeroException", (string?)notebook.Cells[1].Outputs[0]!["ename"]);
        Assert.Empty(notebook.Cells[2].Outputs);
        Assert.Null(notebook.Cells[2].ExecutionCount);
    }

    [Fact]
    public async Task A_later_cell_updates_what_an_earlier_one_displayed()
    {
        Notebook notebook = TestNotebook.Of("var d = display(\"before\");", "d.Update(\"after\");");
        await TestNotebook.RunAsync(notebook);
        Assert.Equal("after", notebook.Cells[0].Outputs.Single()!["data"]!["text/plain"]![0]!.ToString());
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Fact]
    public async Task Clearing_takes_away_what_was_shown()
    {
        Notebook notebook = TestNotebook.Of("display(1); ClearOutput(wait: true); display(2); ");
        await TestNotebook.RunAsync(notebook);
        Assert.Equal("2", notebook.Cells[0].Outputs.Single()!["data"]!["text/plain"]![0]!.ToString());
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_there_is()
    {
        Notebook notebook = TestNotebook.Of("display(\"kept\");", "Console.WriteLine(\"begun\"); await Task.Delay(-1, CellCancellation);", "3");
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(8));
        RunResult result = await TestNotebook.RunAsync(notebook, source.Token);
        Assert.Equal((RunEnd.Cancelled, 2), (result.End, result.Cell));
        Assert.Single(notebook.Cells[0].Outputs);
        Assert.Equal("begun\n", notebook.Cells[1].Outputs[0]!["text"]![0]!.ToString());
        Assert.Empty(notebook.Cells[2].Outputs);
    }
}
