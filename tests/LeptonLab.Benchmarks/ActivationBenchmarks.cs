using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>A million numbers through each activation, and a convolution with its activation fused and apart.</summary>
public class ActivationBenchmarks
{
    private Tensor _numbers = null!;
    private Tensor _x = null!;
    private Tensor _w = null!;
    private Tensor _b = null!;

    [Params(Activation.Relu, Activation.Sigmoid, Activation.Tanh)]
    public Activation Activation { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(seed: 1);
        _numbers = Tensor.Uniform([1 << 20], random, -5, 5);
        _x = Tensor.Uniform([8, 56, 56, 64], random, -1, 1);
        _w = Tensor.Uniform([3, 3, 64, 64], random, -1, 1);
        _b = Tensor.Zeros([64]);
    }

    [Benchmark]
    public Tensor Alone() => Apart(_numbers);

    [Benchmark]
    public Tensor Conv2dFused() => Conv2dActivation.Apply(_x, _w, _b, Activation, padding: 1);

    [Benchmark(Baseline = true)]
    public Tensor Conv2dApart() => Apart(Conv2d.Apply(_x, _w, _b, padding: 1));

    private Tensor Apart(Tensor x) => Activation switch
    {
        Activation.Relu => Relu.Apply(x),
        Activation.Sigmoid => Sigmoid.Apply(x),
        _ => Tanh.Apply(x),
    };
}
