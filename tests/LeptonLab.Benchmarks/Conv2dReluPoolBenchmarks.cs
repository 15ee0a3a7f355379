using BenchmarkDotNet.Attributes;
using LeptonLab.Ladders;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>The three fused blocks of the reference model at 256×256, forward and backward, one batch of 8.</summary>
public class Conv2dReluPoolBenchmarks
{
    private readonly Conv2dReluPool.IKernel _kernel = Device.Cpu.Kernel<Conv2dReluPool.IKernel>();
    private Conv2dProblem _problem = null!;

    /// <summary>Side of the input, input channels, output channels.</summary>
    [Params("256:3:32", "127:32:64", "62:64:128")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Layer.Split(':').Select(int.Parse)];
        _problem = new Conv2dProblem(new Conv2dGeometry(8, sizes[0], sizes[0], sizes[1], 3, 3, sizes[2], Stride: 1, Padding: 0));
    }

    [Benchmark(Baseline = true)]
    public void Forward() =>
        _kernel.Forward(_problem.X, _problem.W, _problem.B, _problem.PooledY, _problem.PooledPlaces, _problem.Geometry);

    [Benchmark]
    public void WeightGradient() => _kernel.Backward(
        _problem.X, _problem.W, _problem.PooledDY, _problem.Places, null, _problem.DW, _problem.DB, _problem.Geometry);

    [Benchmark]
    public void DataGradient() => _kernel.Backward(
        _problem.X, _problem.W, _problem.PooledDY, _problem.Places, _problem.DX, null, null, _problem.Geometry);
}
