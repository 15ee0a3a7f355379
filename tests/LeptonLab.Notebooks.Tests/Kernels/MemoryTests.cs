using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Kernels.Scripting;

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

    [Fact]
    public async Task Cells_that_declare_the_same_again_and_again_leave_memory()
    {
        await using var kernel = new CSharpKernel();
        await RunAsync(kernel, "int[] xs = [1, 2, 3];");
        await DeclareAsync(kernel, 0, 10);
        int before = CellsInMemory();
        WeakReference[] early = await DeclareAsync(kernel, 10, 20);
        await DeclareAsync(kernel, 20, 300);

        Assert.InRange(kernel.Session.Chain.Live.Count(), 10, 35);
        Collect();
        Assert.All(early, value => Assert.False(value.IsAlive));
        Assert.InRange(CellsInMemory() - before, 1, 60);
        Assert.Equal(290 + 291, (await RunAsync(kernel, "v0 + v1")).Value);

        // Not inlined into the test, whose own frame would keep what it has seen alive.
        static async Task<WeakReference[]> DeclareAsync(CSharpKernel kernel, int first, int end)
        {
            var seen = new List<WeakReference>();
            for (int i = first; i < end; i++)
            {
                Assert.Equal(i + 3, (await RunAsync(kernel, $"var v{i % 10} = {i}; v{i % 10} + xs.Length")).Value);
                Submission cell = kernel.Session.Chain.Tail!;
                seen.AddRange([new WeakReference(cell.Instance), new WeakReference(cell.Compilation)]);
            }

            return [.. seen];
        }
    }

    [Fact]
    public async Task A_variable_that_is_declared_twenty_times_in_a_row_leaves_one_cell()
    {
        await using var kernel = new CSharpKernel();
        await RunAsync(kernel, "var x = 0;");
        int before = CellsInMemory(), chain = kernel.Session.Chain.Live.Count();
        for (int i = 1; i <= 20; i++)
            await RunAsync(kernel, $"var x = {i};");
        Assert.Equal(chain, kernel.Session.Chain.Live.Count());
        Assert.InRange(CellsInMemory() - before, 0, 5);
    }

    [Theory]
    [InlineData("b + 1", "3", "var a = 1;", "var b = a + 1;", "var a = \"text\";")]
    [InlineData("f() + a.Length", "5", "var a = 1;", "Func<int> f = () => a;", "var a = \"text\";")]
    [InlineData("Twice() + a.Length", "6", "var a = 1;", "int Twice() => 2 * a;", "var a = \"text\";")]
    [InlineData("kept[0]() + a", "8", "var kept = new List<Func<int>>();", "var a = 5; kept.Add(() => a);", "var a = 3;")]
    [InlineData("q.A + p", "5", "var p = new { A = 1 };", "var q = new { A = 2 };", "var p = 3;")]
    [InlineData("q.Sum(o => o.N) + p", "7", "var p = 1;", "var q = from n in new[] { 1, 3 } select new { N = n };", "var p = 3;")]
    [InlineData("g(4) + a", "10", "var a = 1;", "var g = (int x = 3) => x + 3;", "var a = 3;")]
    [InlineData("new P(a, 2).Sum + a", "8", "int a = 1;", "record P(int X, int Y) { public int Sum => X + Y; }", "int a = 3;")]
    [InlineData("Sqrt(a)", "3", "using static System.Math;", "int a = 1;", "int a = 9;")]
    [InlineData("@int + a", "5", "int @int = 1; int a = @int;", "int @int = 2;", "int a = 3;")]
    public async Task What_a_cell_needs_stays_when_others_are_left_out(string asked, string answer, params string[] cells)
    {
        await using var kernel = new CSharpKernel();
        foreach (string cell in cells)
            await RunAsync(kernel, cell);
        for (int i = 0; i < 36; i++)
            await RunAsync(kernel, $"var other{i % 2} = {i}; var more{i % 2} = {i};");
        Assert.InRange(kernel.Session.Chain.Live.Count(), 1, 35);
        Collect();
        Assert.Equal(answer, Convert.ToString((await RunAsync(kernel, asked)).Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static int CellsInMemory()
    {
        Collect();
        return AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name!.StartsWith("Cell", StringComparison.Ordinal));
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static async Task<CellResult> RunAsync(CSharpKernel kernel, string source)
    {
        CellResult result = await kernel.ExecuteAsync(new CellCode(source), new Sink());
        Assert.Null(result.Error?.Message);
        return result;
    }
}
