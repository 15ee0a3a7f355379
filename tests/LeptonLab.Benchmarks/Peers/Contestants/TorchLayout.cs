using System.Runtime.InteropServices;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>Between our layout, NHWC with kernels [kh, kw, in, out], and libtorch's: NCHW, or the same in channels_last.</summary>
internal static class TorchLayout
{
    /// <summary>Numbers drawn straight into libtorch's memory, under our shape.</summary>
    internal static TorchTensor Fill(Shape shape, Action<Span<float>> fill)
    {
        TorchTensor result = empty([.. shape.Select(extent => (long)extent)]);
        fill(MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }

    internal static TorchTensor From(Tensor ours) => Fill(ours.Shape, values => ours.AsSpan().CopyTo(values));

    /// <summary>Images [N, C, H, W] from [N, H, W, C].</summary>
    internal static TorchTensor Images(TorchTensor nhwc, bool channelsLast)
    {
        TorchTensor nchw = nhwc.permute(0, 3, 1, 2);
        if (channelsLast)
            return nchw;
        TorchTensor result = Copy(nchw);
        nhwc.Dispose();
        return result;
    }

    /// <summary>Kernels [out, in, kh, kw] from [kh, kw, in, out].</summary>
    internal static TorchTensor Kernels(TorchTensor ours, bool channelsLast) => channelsLast
        ? ours.permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2)
        : Copy(ours.permute(3, 2, 0, 1));

    internal static float[] ImagesToOurs(TorchTensor nchw) => ToArray(nchw.permute(0, 2, 3, 1));

    internal static float[] KernelsToOurs(TorchTensor kernels) => ToArray(kernels.permute(2, 3, 1, 0));

    internal static float[] ToArray(TorchTensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    // contiguous() leaves the distance along an axis of one alone, and with it the layout that libtorch takes it for.
    private static TorchTensor Copy(TorchTensor view) => empty(view.shape).copy_(view);
}
