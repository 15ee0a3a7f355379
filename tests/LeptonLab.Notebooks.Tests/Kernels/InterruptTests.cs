using System.Diagnostics;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

public sealed class InterruptTests
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Yield(); while (true) { }")]
    [InlineData("await Task.Delay(1).ConfigureAwait(false); for (;;) { }")]
    [InlineData("int Down(int n) => n < 2 ? n : Down(n - 1) + Down(n - 2); Down(60);")]
    [InlineData("Thread.Sleep(100_000);")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("while (true) { try { Thread.Sleep(5); } catch { } }")]
    [InlineData("while (true) Console.WriteLine(\"x\");")]
    [InlineData("Task.Run(() => { while (true) { } }).Wait();")]
    public async Task A_cell_stops_soon_and_the_variables_stay(string source)
    {
        await using var kernel = new CSharpKernel();
        await kernel.ExecuteAsync(new CellCode("1"), new Sink());
        var sink = new Sink();
        Task<CellResult> run = kernel.ExecuteAsync(new CellCode($"int kept = 42; Console.WriteLine(\"begun\");\n{source}"), sink);
        while (!sink.StandardOutput.Contains("begun", StringComparison.Ordinal))
            await Task.Delay(5);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(InterruptOutcome.Stopped, await kernel.InterruptAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        Assert.Equal("Interrupted", (await run).Error!.Name);
        Assert.Equal(42, (await kernel.ExecuteAsync(new CellCode("kept"), new Sink())).Value);
    }

    [Fact]
    public async Task The_line_that_was_running_is_named()
    {
        await using var kernel = new CSharpKernel();
        var sink = new Sink();
        Task<CellResult> run = kernel.ExecuteAsync(new CellCode("Console.WriteLine(\"begun\");\nint i = 0;\nwhile (true)\n    i++;"), sink);
        while (sink.StandardOutput.Length == 0)
            await Task.Delay(5);
        await kernel.InterruptAsync();
        Assert.Equal(4, (await run).Error!.Line);
    }

    [Fact]
    public async Task A_cell_that_listens_ends_in_its_own_way()
    {
        await using var kernel = new CSharpKernel();
        var sink = new Sink();
        Task<CellResult> run = kernel.ExecuteAsync(
            new CellCode("Console.WriteLine(\"begun\"); try { await Task.Delay(-1, CellCancellation); } catch (OperationCanceledException) { } \"tidied up\""), sink);
        while (sink.StandardOutput.Length == 0)
            await Task.Delay(5);
        await kernel.InterruptAsync();
        Assert.Equal("tidied up", (await run).Value);
    }

    [Fact]
    public async Task Training_stops_with_its_cell_and_leaves_nothing_behind()
    {
        await using var kernel = new CSharpKernel();
        Sink sink = new();
        Task<CellResult> run = kernel.ExecuteAsync(
            new CellCode("""
                var model = new Sequential(new Dense(4, 2));
                var samples = new TensorDataset(Tensor.Zeros([64, 4]), new int[64], ["a", "b"]);
                var trainer = new Trainer(model, new Sgd(0.1f), Loss.SoftmaxCrossEntropy);
                Console.WriteLine("begun");
                await trainer.FitAsync(samples, epochs: 1_000_000);
                """), sink);
        while (sink.StandardOutput.Length == 0 && !run.IsCompleted)
            await Task.Delay(5);
        await kernel.InterruptAsync();
        await run;
        CellResult again = await kernel.ExecuteAsync(new CellCode("(await trainer.FitAsync(samples, epochs: 1)).Epochs.Count"), new Sink());
        Assert.Null(again.Error?.Message);
    }

    [Fact]
    public async Task An_interrupt_without_a_cell_does_nothing()
    {
        await using var kernel = new CSharpKernel();
        Assert.Equal(InterruptOutcome.Idle, await kernel.InterruptAsync());
    }

    [Fact]
    public async Task A_method_of_ones_own_may_be_waited_for() =>
        Assert.Equal("3", (await TestNotebook.RunAsync("async Task<int> Later() { await Task.Delay(5); await Task.Yield(); return 3; }", "Later().Result")).ResultText);

    [Fact]
    public async Task What_a_cell_has_started_goes_on_printing_there()
    {
        await using var kernel = new CSharpKernel();
        Sink first = new(), second = new();
        await kernel.ExecuteAsync(new CellCode("var gate = new TaskCompletionSource(); var work = Task.Run(async () => { await gate.Task; Console.WriteLine(\"late\"); });"), first);
        await kernel.ExecuteAsync(new CellCode("gate.SetResult(); await work;"), second);
        Assert.Equal("late\n", first.StandardOutput);
        Assert.Empty(second.StandardOutput);
    }

    [Fact]
    public async Task An_exception_that_nobody_awaits_is_printed()
    {
        Sink sink = await TestNotebook.RunAsync("var t = new Thread(() => throw new Exception(\"stray\")); t.Start(); t.Join();\nawait Task.Delay(100);");
        Assert.Contains(sink.Outputs.OfType<StreamOutput>(), o => o.Name == "stderr" && o.Text.Contains("stray", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_that_needs_more_memory_than_it_may_is_stopped()
    {
        await using var kernel = new CSharpKernel(new KernelOptions { MemoryLimit = Environment.WorkingSet + 150_000_000 });
        CellResult result = await kernel.ExecuteAsync(
            new CellCode("var all = new List<byte[]>(); while (all.Count < 4000) { var a = new byte[1_000_000]; Array.Fill(a, (byte)1); all.Add(a); Thread.Sleep(1); }"), new Sink());
        Assert.Contains("MB of memory", result.Error!.Message, StringComparison.Ordinal);
    }
}
