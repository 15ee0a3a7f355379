using BenchmarkDotNet.Attributes;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks;

/// <summary>The losses with their gradients, 1024 samples.</summary>
public class LossBenchmarks
{
    private const int Samples = 1024, Classes = 100;
    private Tensor _logits = null!;
    private Tensor _logit = null!;
    private int[] _labels = null!;
    private int[] _sides = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(seed: 1);
        _logits = Tensor.Uniform([Samples, Classes], random, -5, 5);
        _logit = Tensor.Uniform([Samples, 1], random, -5, 5);
        _logits.RequiresGrad = _logit.RequiresGrad = true;
        _labels = [.. Enumerable.Range(0, Samples).Select(_ => random.NextInt32(Classes))];
        _sides = [.. _labels.Select(label => label % 2)];
    }

    [Benchmark]
    public void SoftmaxCrossEntropy() => Differentiate(Loss.SoftmaxCrossEntropy, _logits, _labels);

    [Benchmark]
    public void LogSigmoid() => Differentiate(Loss.LogSigmoid, _logit, _sides);

    private static void Differentiate(Loss loss, Tensor outputs, int[] labels)
    {
        using (TensorScope.Begin())
        {
            loss.Compute(outputs, labels).Backward();
            outputs.Grad = null;
        }
    }
}
