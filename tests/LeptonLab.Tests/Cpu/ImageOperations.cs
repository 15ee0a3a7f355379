using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>Small cases of pooling and normalization, for <see cref="SameBitsTests"/>.</summary>
internal static class ImageOperations
{
    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int channels in new[] { 3, 16, 37, 600 })
        {
            Shape images = [2, 5, 6, channels], numbers = [channels];
            Append(hash, x => Ops.AvgPool2d.Apply(x[0], 3, 2, 1), images);
            Append(hash, x => Ops.GlobalAvgPool2d.Apply(x[0]), images);
            Append(hash, x => Ops.AdaptiveAvgPool2d.Apply(x[0], 2, 4), images);
            Append(hash, x => Ops.MaxPool2d.Apply(x[0], 3, 2, 1), images);
            Append(hash, x => Ops.LocalResponseNorm.Apply(x[0], 5, 0.5f), images);
            Append(hash, x => Ops.Dropout.Apply(x[0], new DropoutMask(0.3f, 7, 1, 2)), images);
            Append(hash, x => Ops.ZeroPad2d.Apply(x[0], 1, 0, 2, 0), images);
            Append(hash, x => Ops.LayerNorm.Apply(x[0], x[1], x[2]), images, numbers, numbers);
            Append(hash, x => Ops.GroupNorm.Apply(x[0], x[1], x[2], channels % 4 == 0 ? 4 : 1), images, numbers, numbers);
            Append(hash, x => Ops.BatchNorm.Apply(x[0], x[1], x[2], out _), images, numbers, numbers);
            Append(hash, x => Ops.BatchNorm.Apply(x[0], x[1], x[2], out _, activation: Activation.Relu), images, numbers, numbers);
        }

        Append(
            hash, x => Ops.ConvTranspose2d.Apply(x[0], x[1], x[2], stride: 2), [1, 3, 4, 17], [3, 2, 5, 17], [5]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

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
