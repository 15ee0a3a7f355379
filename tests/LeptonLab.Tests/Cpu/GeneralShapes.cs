using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>One small case for each path of the convolution and the matrix product that the trained models have not, for <see cref="SameBitsTests"/>.</summary>
internal static class GeneralShapes
{
    private static readonly Conv2dGeometry[] Convolutions =
    [
        new(2, 5, 6, 19, 1, 1, 18, 1, 0), // pointwise
        new(2, 5, 7, 19, 1, 1, 3, 2, 0),
        new(2, 7, 8, 9, 3, 3, 18, 2, 1), // phases
        new(1, 9, 8, 9, 3, 2, 18, 1, 2, 2), // direct
        new(1, 9, 8, 3, 3, 3, 18, 1, 1), // fold
        new(1, 8, 8, 3, 4, 4, 20, 4, 0),
        new(2, 7, 9, 18, 3, 3, 18, 1, 1, 1, 18), // lanes
        new(1, 7, 9, 6, 3, 3, 18, 2, 1, 1, 6),
        new(1, 7, 9, 20, 3, 3, 20, 2, 2, 2, 5),
        new(1, 6, 9, 36, 3, 3, 34, 1, 1, 1, 2),
        new(1, 3, 3, 520, 1, 2, 257, 1, 1), // many weights
        new(1, 6, 6, 16, 3, 3, 18, 1, 1), // F(2×2, 3×3), as F(4×4, 3×3) would not save enough
        new(1, 9, 7, 1, 3, 3, 18, 1, 1), // one channel without pooling
        new(1, 9, 7, 4, 3, 3, 5, 1, 2), // four
    ];

    private static readonly MatMulGeometry[] Products =
    [
        new(2, 7, 33, 70, false, true),
        new(1, 2, 70, 21, false, false), // row
        new(1, 3, 5, 75, false, true), // dots
        new(1, 70, 1, 20, true, false), // turned
        new(1, 5, 9, 4200, true, false), // split
    ];

    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Conv2dGeometry g in Convolutions)
        {
            Tensor x = Draw.Tensor([g.Batch, g.Height, g.Width, g.In], 1), b = Draw.Tensor([g.Out], 3);
            Tensor w = Draw.Tensor([g.KernelHeight, g.KernelWidth, g.InPerGroup, g.Out], 2);
            x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
            Tensor y = Ops.Conv2d.Apply(x, w, b, g.Stride, g.Padding, g.Dilation, g.Groups);
            y.Backward(Draw.Tensor(y.Shape, 4));
            Append(hash, y, x.Grad!, w.Grad!, b.Grad!);
        }

        foreach (MatMulGeometry g in Products)
        {
            Tensor p = Draw.Tensor(g.TransposeA ? [g.Batch, g.Terms, g.Rows] : [g.Batch, g.Rows, g.Terms], 1);
            Tensor q = Draw.Tensor(g.TransposeB ? [g.Batch, g.Columns, g.Terms] : [g.Batch, g.Terms, g.Columns], 2);
            p.RequiresGrad = q.RequiresGrad = true;
            Tensor c = Ops.MatMul.Apply(p, q, g.TransposeA, g.TransposeB);
            c.Backward(Draw.Tensor(c.Shape, 4));
            Append(hash, c, p.Grad!, q.Grad!);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, params Tensor[] tensors)
    {
        foreach (Tensor tensor in tensors)
            hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
    }
}
