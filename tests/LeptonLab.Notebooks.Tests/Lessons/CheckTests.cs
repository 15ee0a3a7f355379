using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>Types solutions, right and wrong, into cells and reads what comes back.</summary>
public sealed class CheckTests
{
    private const string RunConv = "Check.Run(\"L04-conv-forward\", MyConv);";
    private const string RunLoss = "Check.Run(\"L03-cross-entropy\", MyLoss);";

    [Fact]
    public async Task A_right_solution_passes_and_is_recorded_for_grading()
    {
        MimeBundle shown = (await TestNotebook.RunAsync($"{LessonCells.Convolution}\n{RunConv}")).Shown();
        Assert.Equal("✓ L04-conv-forward (convolution, forward): right in all 20 cases.", shown.Text);
        JsonNode record = shown[LessonCells.CheckType]!;
        Assert.True((bool)record["passed"]!);
        Assert.Equal((1, 20, 20), ((int)record["attempts"]!, (int)record["cases"]!, (int)record["right"]!));
        Assert.Contains("✓", shown["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum += x[n, row, column, c] * w[u, v, c, o]", "sum += x[n, row, column, c] * w[w.Shape[0] - 1 - u, w.Shape[1] - 1 - v, c, o]", "with the kernel flipped")]
    [InlineData("float sum = b[o]", "float sum = 0", "without the bias")]
    [InlineData("stride * i + u - padding, column = stride * j + v - padding", "i + u - padding, column = j + v - padding", "the stride is missing in the index")]
    [InlineData("c < w.Shape[2]", "c < 1", "sees only channel 0")]
    [InlineData("stride * i + u - padding, column = stride * j + v - padding", "stride * i + u, column = stride * j + v", "subtract the padding in the index")]
    public async Task A_usual_mistake_in_a_convolution_is_named(string right, string wrong, string message)
    {
        Assert.Contains(right, LessonCells.Convolution, StringComparison.Ordinal);
        string text = await LessonCells.TextAsync(LessonCells.Convolution.Replace(right, wrong, StringComparison.Ordinal) + "\n" + RunConv);
        Assert.StartsWith("✗ L04-conv-forward", text, StringComparison.Ordinal);
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.Contains("first difference: result[0, ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(z, labels) => { double s = 0; for (int n = 0; n < labels.Length; n++) { double t = 0; for (int c = 0; c < z.GetLength(1); c++) t += Math.Exp(z[n, c]); s -= Math.Log(Math.Exp(z[n, labels[n]]) / t); } return s / labels.Length; }", "a softmax that overflows")]
    [InlineData("(z, labels) => 1.5", "Your result is 1.5; expected")]
    [InlineData("(z, labels) => double.NaN", "A NaN comes from 0/0")]
    [InlineData("(z, labels) => z[99, 0]", "throws IndexOutOfRangeException")]
    [InlineData("(z, labels) => throw new OperationCanceledException(\"mine\")", "throws OperationCanceledException: mine.")]
    [InlineData("(z, labels) => { int Deep(int n) => Deep(n + 1) + 1; return Deep(0); }", "calls itself without an end")]
    [InlineData("(z, labels) => { z[0, 0] = 0; return 0.6931471805599453; }", "changes its input `z`")]
    [InlineData("(z, labels) => new Random().NextDouble()", "two different results for the same input")]
    public async Task A_wrong_loss_is_explained(string lambda, string message) =>
        Assert.Contains(message, await LessonCells.TextAsync($"Func<double[,], int[], double> MyLoss = {lambda};\n{RunLoss}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("double MyLoss(double[] z, int label) => 0;", "Your function is `double (double[] z, int label)`, and the exercise asks for `double (double[,] z, int[] labels)`")]
    [InlineData("void MyLoss(double[,] z, int[] labels) { }", "Your function is `void (double[,] z, int[] labels)`")]
    public async Task A_function_with_other_parameters_is_told_what_is_asked(string function, string message) =>
        Assert.Contains(message, await LessonCells.TextAsync($"{function}\n{RunLoss}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("throw new NotYetImplemented();", "")]
    [InlineData("throw new NotYetImplemented(\"Write the loss of a batch\");", " Write the loss of a batch.")]
    [InlineData("throw new NotImplementedException();", "")]
    public async Task A_stub_says_which_exercise_it_is_and_what_to_do(string body, string task)
    {
        Sink sink = await TestNotebook.RunAsync($"double MyLoss(double[,] z, int[] labels) {{ {body} }}\n{RunLoss}");
        Assert.Equal("NotYetImplemented", sink.Error.Name);
        Assert.StartsWith($"Exercise L03-cross-entropy (softmax and cross-entropy, stable) is not written yet.{task} Replace `throw new Not", sink.Error.Message, StringComparison.Ordinal);
        Assert.Contains("`Hint.Show(\"L03-cross-entropy\")`", sink.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(z, labels) => { while (true) { } }")]
    [InlineData("(z, labels) => { for (int i = 0; i < 10; i--) { } return 0; }")]
    [InlineData("(z, labels) => { Thread.Sleep(-1); return 0; }")]
    [InlineData("(z, labels) => { while (true) Console.Write(\"\"); }")]
    public async Task A_loop_without_an_end_is_stopped_and_the_kernel_goes_on(string lambda)
    {
        TimeSpan before = Check.TimeLimit;
        Check.TimeLimit = TimeSpan.FromSeconds(0.5);
        try
        {
            await using var kernel = new CSharpKernel();
            var sink = new Sink();
            sink.Result = await kernel.ExecuteAsync(new CellCode($"int kept = 42; Func<double[,], int[], double> MyLoss = {lambda};\n{RunLoss}"), sink);
            Assert.Contains("was stopped after 0.5 s", sink.Shown().Text, StringComparison.Ordinal);
            var next = new Sink();
            next.Result = await kernel.ExecuteAsync(new CellCode("kept"), next);
            Assert.Equal("42", next.ResultText);
        }
        finally
        {
            Check.TimeLimit = before;
        }
    }

    [Fact]
    public async Task A_person_can_interrupt_a_check()
    {
        await using var kernel = new CSharpKernel();
        var sink = new Sink();
        Task<CellResult> run = kernel.ExecuteAsync(
            new CellCode($"Func<double[,], int[], double> MyLoss = (z, labels) => {{ Console.WriteLine(\"in\"); while (true) {{ }} }};\n{RunLoss}"), sink);
        while (!sink.StandardOutput.Contains("in", StringComparison.Ordinal))
            await Task.Delay(20);
        Assert.Equal(InterruptOutcome.Stopped, await kernel.InterruptAsync());
        Assert.Equal("Interrupted", (await run).Error!.Name);
    }

    [Fact]
    public async Task A_function_written_anew_in_a_later_cell_is_the_one_that_is_checked_and_tries_are_counted()
    {
        MimeBundle shown = (await TestNotebook.RunAsync(
            LessonCells.Convolution.Replace("float sum = b[o]", "float sum = 0", StringComparison.Ordinal),
            RunConv,
            LessonCells.Convolution,
            RunConv)).Shown();
        Assert.Contains("✓", shown.Text, StringComparison.Ordinal);
        Assert.Equal(2, (int)shown[LessonCells.CheckType]!["attempts"]!);
    }

    [Theory]
    [InlineData(RunConv, "several methods of this name")]
    [InlineData("Check.Run(\"L03-cross-entropy\", (z, labels) => 0);", "Write the types of the lambda's parameters")]
    public async Task What_cannot_be_given_to_a_check_is_explained(string check, string hint)
    {
        Sink sink = await TestNotebook.RunAsync("double MyConv(double x) => x;", LessonCells.Convolution, check);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_where_the_mistake_is_not()
    {
        string text = await LessonCells.TextAsync(
            LessonCells.Convolution.Replace("float sum = b[o]", "float sum = b[o] + (stride > 1 ? n + i - j : 0)", StringComparison.Ordinal) + "\n" + RunConv);
        Assert.Contains("It is right wherever stride = 1, and wrong in all other cases.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_does_not_exist_names_near_ones()
    {
        Sink sink = await TestNotebook.RunAsync("Check.Run(\"L04-conv-foward\", (double x) => x);");
        Assert.Contains("Did you mean \"L04-conv-forward\"?", sink.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_come_one_by_one()
    {
        string show = "Hint.Show(\"L04-conv-forward\");";
        string first = await LessonCells.TextAsync(show), second = await LessonCells.TextAsync(show, show);
        Assert.StartsWith("Hint 1 of 4", first, StringComparison.Ordinal);
        Assert.StartsWith("Hint 2 of 4", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Seven loops", first, StringComparison.Ordinal);
        Assert.Contains("Seven loops", second, StringComparison.Ordinal);
        Assert.Contains("last hint", await LessonCells.TextAsync(show, show, show, show, show), StringComparison.Ordinal);
    }
}
