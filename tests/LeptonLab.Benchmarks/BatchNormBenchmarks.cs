using BenchmarkDotNet.Attributes;
using LeptonLab.Autograd;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>Batch normalization of the largest and the smallest images in a ResNet-20, with its ReLU fused and apart.</summary>
public class BatchNormBenchmarks
{
    private Tensor _x = null!;
    private Tensor _gamma = null!;
    private Tensor _beta = null!;
    private Tensor _dy = null!;

    [Params(16, 64)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int side = Channels == 16 ? 32 : 8;
        _x = Tensor.Normal([64, side, side, Channels], new RandomStream(seed: 1));
        _dy = Tensor.Normal(_x.Shape, new RandomStream(seed: 2));
        _gamma = Tensor.Ones([Channels]);
        _beta = Tensor.Zeros([Channels]);
        _x.RequiresGrad = _gamma.RequiresGrad = _beta.RequiresGrad = true;
    }

    [Benchmark]
    public void Forward()
    {
        using TensorScope scope = TensorScope.Begin();
        using IDisposable pause = Tape.Pause();
        BatchNorm.Apply(_x, _gamma, _beta, out _);
    }

    [Benchmark]
    public void ForwardAndBackward() => Differentiate(() => BatchNorm.Apply(_x, _gamma, _beta, out _));

    [Benchmark]
    public void WithReluFused() =>
        Differentiate(() => BatchNorm.Apply(_x, _gamma, _beta, out _, activation: Activation.Relu));

    [Benchmark(Baseline = true)]
    public void WithReluApart() => Differentiate(() => Relu.Apply(BatchNorm.Apply(_x, _gamma, _beta, out _)));

    private void Differentiate(Func<Tensor> compute)
    {
        using TensorScope scope = TensorScope.Begin();
        compute().Backward(_dy);
        _x.Grad = _gamma.Grad = _beta.Grad = null;
    }
}
