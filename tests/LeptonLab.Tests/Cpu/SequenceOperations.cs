using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Nn;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>Small cases of embedding, recurrent layers and attention, for <see cref="SameBitsTests"/>.</summary>
internal static class SequenceOperations
{
    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int hidden in new[] { 1, 5, 17, 40 })
        {
            Recurrent(hash, new LeptonLab.Nn.Rnn(3, hidden));
            Recurrent(hash, new LeptonLab.Nn.Rnn(3, hidden, activation: Activation.Relu));
            Recurrent(hash, new LeptonLab.Nn.Gru(3, hidden, bidirectional: true));
            Recurrent(hash, new LeptonLab.Nn.Lstm(3, hidden, layers: 2));
        }

        foreach (int depth in new[] { 3, 16, 35 })
        {
            Shape shape = [2, 2, 70, depth];
            Attention(hash, shape, AttentionMask.None);
            Attention(hash, shape, AttentionMask.Causal with { Lengths = [70, 9] });
        }

        Append(hash, x => Ops.Embedding.Apply(x[0], [4, 0, 4, 2, 4, 1]), new Shape(5, 19));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Recurrent(IncrementalHash hash, RecurrentLayer layer)
    {
        Tensor x = Draw.Tensor([7, 4, 3], 1);
        x.RequiresGrad = true;
        (Tensor y, RecurrentState state) = layer.Forward(x, [4, 2, 4, 0, 1, 4, 3]);
        y.Backward(Draw.Tensor(y.Shape, 2));
        foreach (Tensor tensor in layer.Parameters.Select(p => p.Grad!).Concat(state.Hidden).Concat(state.Cell).Append(x.Grad!))
            hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
    }

    private static void Attention(IncrementalHash hash, Shape shape, AttentionMask mask) =>
        Append(hash, x => ScaledDotProductAttention.Apply(x[0], x[1], x[2], mask), shape, shape, shape);

    private static void Append(IncrementalHash hash, Func<Tensor[], Tensor> apply, params Shape[] shapes)
    {
        Tensor[] inputs = [.. shapes.Select((shape, i) => Draw.Tensor(shape, 1, (ulong)i))];
        foreach (Tensor input in inputs)
            input.RequiresGrad = true;
        Tensor y = apply(inputs);
        y.Backward(Draw.Tensor(y.Shape, 2));
        foreach (Tensor tensor in inputs.Select(input => input.Grad!).Prepend(y))
            hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
    }
}
