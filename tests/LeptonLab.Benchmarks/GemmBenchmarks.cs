using BenchmarkDotNet.Attributes;
using LeptonLab.Ladders;

namespace LeptonLab.Benchmarks;

/// <summary>The matrix product of the library: square, and the thin shapes of a dense layer behind a flattened image.</summary>
public class GemmBenchmarks
{
    private readonly Rung<GemmProblem> _packed = Ladder.Gemm.Single(rung => rung.Name == "packed");
    private GemmProblem _problem = null!;

    /// <summary>Rows, terms and columns.</summary>
    [Params("512:512:512", "1024:1024:1024", "2048:2048:2048", "32:115200:10", "115200:32:10")]
    public string Sizes { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Sizes.Split(':').Select(int.Parse)];
        _problem = new GemmProblem(sizes[0], sizes[1], sizes[2]);
    }

    [Benchmark]
    public void Product() => _packed.Run(_problem);
}
