using System.Diagnostics;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

public sealed class CSharpKernelTests
{
    [Fact]
    public async Task Variables_methods_and_types_stay_between_cells()
    {
        Sink sink = await TestNotebook.RunAsync(
            "int x = 20; record Pair(int A, int B);", "int Twice(int v) => 2 * v;", "Twice(x) + new Pair(1, 2).B");
        Assert.Equal("42", sink.ResultText);
    }

    [Fact]
    public async Task A_name_can_be_declared_again_with_another_type() =>
        Assert.Equal("now text", (await TestNotebook.RunAsync("var x = 1;", "var x = \"now text\";", "x")).ResultText);

    [Fact]
    public async Task Await_works_at_the_top_level() =>
        Assert.Equal("7", (await TestNotebook.RunAsync("await Task.Delay(1); await Task.FromResult(7)")).ResultText);

    [Fact]
    public async Task A_semicolon_hides_the_value()
    {
        Sink sink = await TestNotebook.RunAsync("int x = 3;", "x.ToString();");
        Assert.True(sink.Result!.Succeeded);
        Assert.Empty(sink.Outputs);
    }

    [Fact]
    public async Task The_console_becomes_streams_also_from_other_threads()
    {
        Sink sink = await TestNotebook.RunAsync(
            "Console.Write(1.5); Console.WriteLine(\" a\"); Console.Error.WriteLine(\"oh\"); await Task.Run(() => Console.WriteLine(\"b\"));");
        Assert.Equal("1.5 a\nb\n", sink.StandardOutput);
        Assert.Equal("oh\n", sink.Outputs.OfType<StreamOutput>().Single(o => o.Name == "stderr").Text);
    }

    [Fact]
    public async Task The_usual_names_need_no_using()
    {
        Sink sink = await TestNotebook.RunAsync(
            "Shape s = [2, 3]; var t = Tensor.Zeros(s); var model = new Sequential(new Flatten()); display(File.Exists(\"x\")); Enumerable.Range(0, 3).Sum()");
        Assert.Equal("3", sink.ResultText);
    }

    [Fact]
    public async Task The_operations_are_called_Ops_also_where_a_lesson_says_so_again()
    {
        Assert.Equal("Relu", (await TestNotebook.RunAsync("nameof(Ops.Relu)")).ResultText);
        Assert.Equal("Relu", (await TestNotebook.RunAsync("using Ops = LeptonLab.Ops;\nnameof(Ops.Relu)", "nameof(Ops.Relu)")).ResultText);
    }

    [Fact]
    public async Task Cells_share_the_types_of_the_application()
    {
        Sink sink = await TestNotebook.RunAsync("Tensor.Zeros([2])");
        Assert.IsType<Tensor>(sink.Result!.Value);
    }

    [Fact]
    public async Task Cells_are_compiled_optimised()
    {
        Sink sink = await TestNotebook.RunAsync(
            "class C { } ((System.Diagnostics.DebuggableAttribute)Attribute.GetCustomAttribute(typeof(C).Assembly, typeof(System.Diagnostics.DebuggableAttribute)))?.IsJITOptimizerDisabled ?? false");
        Assert.Equal("False", sink.ResultText);
    }

    [Fact]
    public async Task A_compile_error_names_the_line_and_points_at_the_place()
    {
        Sink sink = await TestNotebook.RunAsync("int a = 1;", "// one\nvar b = a + missing;");
        Assert.Equal("CompilationError", sink.Error.Name);
        Assert.StartsWith("CS0103", sink.Error.Message, StringComparison.Ordinal);
        Assert.Equal(2, sink.Error.Line);
        Assert.StartsWith("Cell 2, line 2: CS0103", sink.Error.Traceback[0], StringComparison.Ordinal);
        Assert.Equal("   2 │ var b = a + missing;", sink.Error.Traceback[1]);
        Assert.Equal("     │             ^^^^^^^", sink.Error.Traceback[2]);
        Assert.IsType<ErrorOutput>(Assert.Single(sink.Outputs));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_leaves_the_state_as_it_was() =>
        Assert.Equal("5", (await TestNotebook.RunAsync("int a = 5;", "int a = \"no\";", "a")).ResultText);

    [Theory]
    [InlineData("int z = 0;\n\nvar r = 1 / z;", 3)]
    [InlineData("int Divide(int d)\n{\n    return 1 / d;\n}\nDivide(0)", 3)]
    [InlineData("await Task.Yield();\nthrow new DivideByZeroException();", 2)]
    [InlineData("#!time\n\nnew[] { 0 }.Select(v =>\n    1 / v).ToArray()", 4)]
    public async Task An_exception_names_the_line_of_the_cell(string source, int line)
    {
        Sink sink = await TestNotebook.RunAsync("int x = 0;", source);
        Assert.Equal("DivideByZeroException", sink.Error.Name);
        Assert.Equal(line, sink.Error.Line);
        Assert.DoesNotContain(sink.Error.Traceback, l => l.Contains("Submission", StringComparison.Ordinal)
            || l.Contains("Microsoft.", StringComparison.Ordinal) || l.Contains("System.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_in_a_method_of_another_cell_names_both_cells()
    {
        Sink sink = await TestNotebook.RunAsync("int Fail(int d) =>\n    1 / d;", "\nFail(0)");
        Assert.Equal(2, sink.Error.Line);
        Assert.Contains("at Cell 1, line 2, in Fail", sink.Error.Traceback);
        Assert.Contains("at Cell 2, line 2", sink.Error.Traceback);
    }

    [Fact]
    public async Task What_ran_before_an_exception_is_kept() =>
        Assert.Equal("6", (await TestNotebook.RunAsync("int a = 6; throw new Exception(\"x\");", "a")).ResultText);

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "not supported here")]
    [InlineData("#!tiem\n1", "#!time")]
    public async Task What_the_kernel_cannot_do_is_said(string source, string message)
    {
        Sink sink = await TestNotebook.RunAsync(source);
        Assert.Contains(message, sink.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, sink.Error.Line);
    }

    [Fact]
    public async Task Packages_that_are_there_already_and_known_magics_are_accepted()
    {
        Sink sink = await TestNotebook.RunAsync("#!csharp\n#r \"nuget: Plotly.NET, 5.0.0\"\n#r \"nuget:LeptonLab\"\n#!time\n1 + 1");
        Assert.Equal("2", sink.ResultText);
        Assert.Contains(sink.Outputs.OfType<DisplayOutput>(), o => o.Data.Text.StartsWith("Wall time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_markdown_cell_of_a_code_notebook_is_shown()
    {
        Sink sink = await TestNotebook.RunAsync("#!markdown\n# Title");
        Assert.Equal("# Title", sink.Outputs.OfType<DisplayOutput>().Single().Data["text/markdown"]!.ToString());
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_even_for_a_cell_that_does_not_listen()
    {
        await using var kernel = new CSharpKernel();
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => kernel.ExecuteAsync(new CellCode("System.Threading.Thread.Sleep(20_000);"), new Sink(), source.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_cell_can_listen_for_cancellation()
    {
        await using var kernel = new CSharpKernel();
        using var source = new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => kernel.ExecuteAsync(new CellCode("await Task.Delay(-1, CellCancellation);"), new Sink(), source.Token));
    }
}
