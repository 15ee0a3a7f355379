using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>Max-pooling behind the first convolution of the reference model, one batch of 8.</summary>
public class MaxPool2dBenchmarks
{
    private readonly MaxPool2d.IKernel _kernel = Device.Cpu.Kernel<MaxPool2d.IKernel>();
    private PoolWindows _windows;
    private Tensor _x = null!;
    private Tensor _y = null!;
    private Tensor _dx = null!;

    [Params(2, 3)]
    public int Window { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = Tensor.Uniform([8, 254, 254, 32], new RandomStream(seed: 1), -1, 1);
        _windows = MaxPool2d.Windows(_x.Shape, Window, stride: 2).Rows; // the images are square
        _y = Tensor.Zeros(MaxPool2d.OutputShape(_x.Shape, Window, stride: 2));
        _dx = Tensor.Zeros(_x.Shape);
    }

    [Benchmark(Baseline = true)]
    public void Forward() => _kernel.Forward(_x, _y, _windows, _windows);

    [Benchmark]
    public void Backward() => _kernel.Backward(_x, _y, _dx, _windows, _windows);
}
