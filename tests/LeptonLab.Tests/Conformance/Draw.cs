using CsCheck;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Conformance;

/// <summary>Random tensors, and how far two of them are apart.</summary>
internal static class Draw
{
    internal static readonly Gen<ulong> Seed = Gen.ULong;

    internal static Gen<int> OneOf(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    internal static Tensor Tensor(Shape shape, ulong seed, ulong stream = 0) =>
        LeptonLab.Tensor.Uniform(shape, new RandomStream(seed, stream), -1, 1);

    internal static double[] Doubles(int count, ulong seed, ulong stream = 0)
    {
        var random = new RandomStream(seed, stream);
        var values = new double[count];
        foreach (ref double value in values.AsSpan())
            value = random.NextDouble(-1, 1);
        return values;
    }

    /// <summary>The activation as an operation of its own.</summary>
    internal static LeptonLab.Tensor Activate(Ops.Activation activation, LeptonLab.Tensor x) => activation switch
    {
        Ops.Activation.Relu => Ops.Relu.Apply(x),
        Ops.Activation.Sigmoid => Ops.Sigmoid.Apply(x),
        Ops.Activation.Tanh => Ops.Tanh.Apply(x),
        _ => x,
    };

    internal static double[] ToDouble(Tensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);

    /// <summary>
    /// The largest difference, relative to the largest magnitude or to 1, the size of the terms: a sum of terms of both
    /// signs can be close to zero, where a difference relative to the sum itself says nothing.
    /// </summary>
    internal static double Difference(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        return Difference(ToDouble(expected), actual);
    }

    /// <inheritdoc cref="Difference(Tensor, Tensor)"/>
    internal static double Difference(ReadOnlySpan<double> expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double largest = 0, difference = 0;
        ReadOnlySpan<float> values = actual.Values;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = values[i];
            if (double.IsNaN(e) && double.IsNaN(a))
                continue;
            largest = Math.Max(largest, Math.Abs(e));
            difference = Math.Max(difference, e == a ? 0 : double.IsNaN(e - a) ? double.PositiveInfinity : Math.Abs(e - a));
        }

        return difference == 0 ? 0 : difference / Math.Max(largest, 1);
    }
}
