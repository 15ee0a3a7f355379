using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks;

/// <summary>One step of each optimizer over as many parameters as the reference model has.</summary>
public class OptimizerBenchmarks
{
    private readonly Tensor[] _parameters = [Tensor.Uniform([1_245_258], new RandomStream(seed: 1), -1, 1)];
    private readonly Adam _adam = new();
    private readonly Sgd _sgd = new(0.01f);
    private readonly Sgd _momentum = new(0.01f, momentum: 0.9f);
    private readonly AdamW _adamW = new();
    private readonly RmsProp _rmsProp = new();
    private readonly Adagrad _adagrad = new();

    [GlobalSetup]
    public void Setup()
    {
        _parameters[0].RequiresGrad = true;
        _parameters[0].Grad = Tensor.Uniform(_parameters[0].Shape, new RandomStream(seed: 2), -1, 1);
    }

    [Benchmark]
    public void Adam() => _adam.Step(_parameters);

    [Benchmark]
    public void Sgd() => _sgd.Step(_parameters);

    [Benchmark]
    public void SgdWithMomentum() => _momentum.Step(_parameters);

    [Benchmark]
    public void AdamW() => _adamW.Step(_parameters);

    [Benchmark]
    public void RmsProp() => _rmsProp.Step(_parameters);

    [Benchmark]
    public void Adagrad() => _adagrad.Step(_parameters);

    [Benchmark]
    public float ClippingByNorm() => GradientClipping.ByNorm(_parameters, 1e9f);
}
