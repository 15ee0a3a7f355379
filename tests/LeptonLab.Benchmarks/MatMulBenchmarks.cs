using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>Matrix products: square, thin and tall; rows:terms:columns.</summary>
public class MatMulBenchmarks
{
    private readonly MatMul.IKernel _kernel = Device.Cpu.Kernel<MatMul.IKernel>();
    private Tensor _a = null!;
    private Tensor _b = null!;
    private Tensor _c = null!;
    private MatMulGeometry _geometry;

    [Params("512:512:512", "1:1024:1024", "1024:1024:1", "4096:16:16", "64:20000:64")]
    public string Sizes { get; set; } = "";

    [Params(false, true)]
    public bool TransposeB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Sizes.Split(':').Select(int.Parse)];
        var random = new RandomStream(seed: 1);
        _a = Tensor.Uniform([sizes[0], sizes[1]], random, -1, 1);
        _b = Tensor.Uniform(TransposeB ? [sizes[2], sizes[1]] : [sizes[1], sizes[2]], random, -1, 1);
        _c = Tensor.Zeros([sizes[0], sizes[2]]);
        _geometry = MatMulGeometry.Of(_a.Shape, _b.Shape, transposeA: false, TransposeB);
    }

    [Benchmark]
    public void Multiply() => _kernel.Multiply(_a, _b, _c, _geometry);
}
