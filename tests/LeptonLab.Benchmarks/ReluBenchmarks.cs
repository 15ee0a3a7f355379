using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>The rectifier on as many numbers as fit into the caches, and on many more.</summary>
public class ReluBenchmarks
{
    private readonly Relu.IKernel _kernel = Device.Cpu.Kernel<Relu.IKernel>();
    private Tensor _x = null!;
    private Tensor _y = null!;
    private Tensor _dx = null!;

    [Params(100_000, 10_000_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = Tensor.Uniform([Count], new RandomStream(seed: 1), -1, 1);
        _y = Tensor.Zeros(_x.Shape);
        _dx = Tensor.Zeros(_x.Shape);
    }

    [Benchmark(Baseline = true)]
    public void Forward() => _kernel.Forward(_x, _y);

    [Benchmark]
    public void Backward() => _kernel.Backward(_x, _y, _dx);
}
