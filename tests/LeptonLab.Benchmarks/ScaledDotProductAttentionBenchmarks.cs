using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>Causal attention of 8 heads with 64 numbers each.</summary>
public class ScaledDotProductAttentionBenchmarks
{
    private Tensor[] _inputs = null!;
    private Tensor _dy = null!;

    [Params(64, 512)]
    public int Time { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Shape shape = [4, Time, 8, 64];
        _inputs = [.. Enumerable.Range(0, 3).Select(i => Tensor.Uniform(shape, new RandomStream(1, (ulong)i), -1, 1))];
        _dy = Tensor.Uniform(shape, new RandomStream(2), -1, 1);
        foreach (Tensor input in _inputs)
            input.RequiresGrad = true;
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using TensorScope scope = TensorScope.Begin();
        ScaledDotProductAttention
            .Apply(_inputs[0], _inputs[1], _inputs[2], AttentionMask.Causal, timeFirst: true)
            .Backward(_dy);
        foreach (Tensor input in _inputs)
            input.Grad = null;
    }
}
