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
    private Tensor _shares = null!;
    private int[][] _texts = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(seed: 1);
        _logits = Tensor.Uniform([Samples, Classes], random, -5, 5);
        _logit = Tensor.Uniform([Samples, 1], random, -5, 5);
        _logits.RequiresGrad = _logit.RequiresGrad = true;
        _labels = [.. Enumerable.Range(0, Samples).Select(_ => random.NextInt32(Classes))];
        _sides = [.. _labels.Select(label => label % 2)];
        _shares = Tensor.Uniform([Samples, Classes], random);
        _texts = [.. Enumerable.Range(0, 16).Select(_ => Enumerable.Range(0, 12).Select(_ => 1 + random.NextInt32(Classes - 1)).ToArray())];
    }

    [Benchmark]
    public void SoftmaxCrossEntropy() => Differentiate(Loss.SoftmaxCrossEntropy, _logits, _labels);

    [Benchmark]
    public void LogSigmoid() => Differentiate(Loss.LogSigmoid, _logit, _sides);

    [Benchmark]
    public void CrossEntropyWithSmoothing() => Differentiate(Loss.CrossEntropy(labelSmoothing: 0.1f), _logits, _labels);

    [Benchmark]
    public void Focal() => Differentiate(Loss.Focal(), _logits, _labels);

    /// <summary>A hundred pixels for each of the samples.</summary>
    [Benchmark]
    public void BinaryCrossEntropy()
    {
        using (TensorScope.Begin())
        {
            Ops.BinaryCrossEntropy.Apply(_logits, _shares).Backward();
            _logits.Grad = null;
        }
    }

    /// <summary>The logits as 16 sequences of 64 time steps, each a text of 12 labels.</summary>
    [Benchmark]
    public void Ctc()
    {
        using (TensorScope.Begin())
        {
            Ops.CtcLoss.Apply(_logits.Reshape([16, 64, Classes]), _texts).Backward();
            _logits.Grad = null;
        }
    }

    private static void Differentiate(Loss loss, Tensor outputs, int[] labels)
    {
        using (TensorScope.Begin())
        {
            loss.Compute(outputs, labels).Backward();
            outputs.Grad = null;
        }
    }
}
