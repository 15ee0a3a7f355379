using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

/// <summary>A session grows with its variables and not with its cells.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Values_of_variables_that_were_declared_again_are_let_go()
    {
        await using var kernel = new CSharpKernel();
        await RunAsync(kernel, "var weak = new List<WeakReference>();");
        for (int i = 0; i < 20; i++)
        {
            await RunAsync(kernel, "var big = new byte[1_000_000]; weak.Add(new WeakReference(big));");
            await RunAsync(kernel, $"var other{i % 3} = {i};");
        }

        CellResult alive = await RunAsync(kernel, "GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); weak.Count(w => w.IsAlive)");
        Assert.InRange((int)alive.Value!, 1, 3);
    }

    [Fact]
    public async Task A_value_that_a_method_still_reads_is_kept() =>
        Assert.Equal("1", (await TestNotebook.RunAsync("int[] data = [1];", "int First() => data[0];", "int[] data = [2];", "First()")).ResultText);

    [Fact]
    public async Task A_cell_that_declares_nothing_leaves_no_assembly()
    {
        await using var kernel = new CSharpKernel();
        await RunAsync(kernel, "int x = 1;");
        for (int i = 0; i < 30; i++)
            await RunAsync(kernel, "x + 1");
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        string last = (string)(await RunAsync(kernel, "System.Reflection.Assembly.GetExecutingAssembly().GetName().Name")).Value!;
        int number = int.Parse(last["Cell".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(number, 0, 6);
    }

    private static async Task<CellResult> RunAsync(CSharpKernel kernel, string source)
    {
        CellResult result = await kernel.ExecuteAsync(new CellCode(source), new Sink());
        Assert.Null(result.Error?.Message);
        return result;
    }
}
