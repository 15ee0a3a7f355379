using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>The three convolutions of the reference model at 256×256, forward and backward, one batch of 8.</summary>
public class Conv2dBenchmarks
{
    private readonly Conv2d.IKernel _kernel = Device.Cpu.Kernel<Conv2d.IKernel>();
    private Tensor _x = null!;
    private Tensor _w = null!;
    private Tensor _b = null!;
    private Tensor _y = null!;
    private Tensor _dx = null!;
    private Tensor _dw = null!;
    private Conv2dGeometry _geometry;

    /// <summary>Side of the input, input channels, output channels.</summary>
    [Params("254:3:32", "127:32:64", "62:64:128")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Layer.Split(':').Select(int.Parse)];
        var random = new RandomStream(seed: 1);
        _x = Tensor.Uniform([8, sizes[0], sizes[0], sizes[1]], random, -1, 1);
        _w = Tensor.Uniform([3, 3, sizes[1], sizes[2]], random, -1, 1);
        _b = Tensor.Zeros([sizes[2]]);
        _geometry = Conv2dGeometry.Of(_x.Shape, _w.Shape, _b.Shape, stride: 1, padding: 0);
        _y = Tensor.Zeros(_geometry.OutputShape);
        _dx = Tensor.Zeros(_x.Shape);
        _dw = Tensor.Zeros(_w.Shape);
    }

    [Benchmark(Baseline = true)]
    public void Forward() => _kernel.Forward(_x, _w, _b, _y, _geometry);

    [Benchmark]
    public void WeightGradient() => _kernel.Backward(_x, _w, _y, null, _dw, null, _geometry);

    [Benchmark]
    public void DataGradient() => _kernel.Backward(_x, _w, _y, _dx, null, null, _geometry);
}
