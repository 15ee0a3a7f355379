using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;

namespace LeptonLab.Benchmarks;

/// <summary>Square matrix products, as a dense layer without bias.</summary>
public class DenseBenchmarks
{
    private Tensor _x = null!;
    private Tensor _w = null!;

    [Params(512, 1024, 2048)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(seed: 1);
        _x = Tensor.Uniform([Side, Side], random, -1, 1);
        _w = Tensor.Uniform([Side, Side], random, -1, 1);
    }

    [Benchmark]
    public Tensor Product() => Ops.Dense.Apply(_x, _w);
}
