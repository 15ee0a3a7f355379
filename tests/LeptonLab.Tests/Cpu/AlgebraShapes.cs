using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>One small case for each path of the tensor algebra and the activations, for <see cref="SameBitsTests"/>.</summary>
internal static class AlgebraShapes
{
    private static readonly (Shape[] Inputs, Func<Tensor[], Tensor> Compute)[] Cases =
    [
        ([[3, 37]], x => Softmax.Apply(x[0])),
        ([[3, 150]], x => LogSoftmax.Apply(x[0])),
        ([[2, 9, 19]], x => Softmax.Apply(x[0], 1)),
        ([[2, 9, 19]], x => LogSoftmax.Apply(x[0], 1)),
        ([[61]], x => Gelu.Apply(x[0] * 4)),
        ([[61]], x => Gelu.Apply(x[0] * 4, approximate: true)),
        ([[61]], x => Elu.Apply(x[0] * 4)),
        ([[61]], x => Silu.Apply(LeakyRelu.Apply(x[0] * 4))),
        ([[61]], x => Softplus.Apply(x[0] * 4)),
        ([[61]], x => (x[0].Abs() + 0.1f).Log().Exp().Sqrt().Pow(1.7f).Pow(3)),
        ([[2, 3, 37], [37]], x => x[0] * x[1] + x[1] / (x[0] + 3)), // rows
        ([[200, 3], [3]], x => x[0] * x[1] - x[1]), // short rows
        ([[5, 1, 40], [3, 1]], x => Tensor.Maximum(x[0], x[1]) - x[0]),
        ([[3, 4500]], x => x[0].Sum(1)), // blocks of a row
        ([[300, 37]], x => x[0].Sum(0)), // blocks of columns
        ([[500, 3]], x => x[0].Mean(0)), // few columns
        ([[6, 5, 4]], x => x[0].Variance([0, 2])),
        ([[9, 70]], x => x[0].Max(1) * x[0].Min(1)),
        ([[530, 21]], x => x[0].Max(0)),
        ([[7, 30]], x => x[0].IndexSelect(0, 3, 3, 1).Transpose()),
        ([[3, 17, 20], [3, 9, 20]], x => Tensor.Einsum("bqd,bkd->qbk", x[0], x[1])),
        ([[2, 5, 4, 19]], x => Upsample2d.Apply(x[0], 7, 9, UpsampleMode.Bilinear)),
    ];

    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((Shape[] shapes, Func<Tensor[], Tensor> compute) in Cases)
        {
            Tensor[] inputs = [.. shapes.Select((shape, i) => Draw.Tensor(shape, 1, (ulong)i))];
            foreach (Tensor input in inputs)
                input.RequiresGrad = true;
            Tensor y = compute(inputs);
            y.Backward(Draw.Tensor(y.Shape, 4));
            foreach (Tensor tensor in (Tensor[])[y, .. inputs.Select(input => input.Grad!)])
                hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
