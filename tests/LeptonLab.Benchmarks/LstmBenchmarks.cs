using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks;

/// <summary>A long short-term memory, 128 steps of 256 units.</summary>
public class LstmBenchmarks
{
    private const int Time = 128;
    private const int Hidden = 256;
    private RecurrentInputs _inputs = null!;
    private Tensor _dy = null!;

    [Params(1, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(seed: 1);
        _inputs = new(
            Uniform([Batch, Time, Hidden]),
            Uniform([Hidden, 4 * Hidden]),
            Uniform([Hidden, 4 * Hidden]),
            Uniform([4 * Hidden]),
            Uniform([4 * Hidden]),
            Hidden: null,
            Cell: null);
        _dy = Tensor.Uniform([Batch, Time, Hidden], random, -1, 1);

        Tensor Uniform(Shape shape)
        {
            Tensor tensor = Tensor.Uniform(shape, random, -1f / 16, 1f / 16);
            tensor.RequiresGrad = true;
            return tensor;
        }
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using TensorScope scope = TensorScope.Begin();
        Lstm.Apply(_inputs).Y.Backward(_dy);
        foreach (Tensor input in _inputs.All.OfType<Tensor>())
            input.Grad = null;
    }
}
