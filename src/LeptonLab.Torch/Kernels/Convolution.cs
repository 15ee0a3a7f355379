using LeptonLab.Ops;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>libtorch's convolution of our images, which it reads as <c>channels_last</c>; what the fused operations share.</summary>
internal static class Convolution
{
    /// <summary>The convolution as PyTorch orders the axes, [batch, out, height, width].</summary>
    internal static TorchTensor Of(TorchTensor images, TorchTensor weights, TorchTensor? bias, Conv2dGeometry g) => functional.conv2d(
        Lying(images), weights, bias, [g.Stride, g.Stride], [g.Padding, g.Padding], [g.Dilation, g.Dilation], g.Groups);

    /// <summary>The same for our tensors, [batch, height, width, out].</summary>
    internal static TorchTensor Of(Tensor x, Tensor w, Tensor? b, Conv2dGeometry g) => ToOurs(
        Of(Images(x), Kernels(w).contiguous(), b?.AsTorch(), g));

    /// <summary>Writes the gradients that are not null.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="dz">∂L/∂z of the convolution z, [batch, height, width, out].</param>
    /// <param name="dx">∂L/∂x.</param>
    /// <param name="dw">∂L/∂w.</param>
    /// <param name="db">∂L/∂b.</param>
    /// <param name="g">The sizes.</param>
    internal static void Backward(
        Tensor x, Tensor w, Func<TorchTensor> dz, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry g) => TorchKernel.Run(x, () =>
    {
        TorchTensor gradient = dz();
        db?.Take(gradient.sum([0L, 1L, 2L]));
        TorchKernel.Differentiate(
            () => Lying(gradient.permute(0, 3, 1, 2)),
            [Images(x), Kernels(w).contiguous()],
            inputs => Of(inputs[0], inputs[1], null, g),
            dx is null ? null : found => dx.Take(ToOurs(found).contiguous()),
            dw is null ? null : found => dw.Take(found.permute(2, 3, 1, 0).contiguous()));
    });

    // On the processor libtorch's kernels outside oneDNN do not all take images that are channels_last.
    private static TorchTensor Lying(TorchTensor images) =>
        images.device_type == TorchSharp.DeviceType.CPU ? images.contiguous() : images;

    /// <summary>
    /// Whether our own processor computes it: libtorch has no convolution without terms or results, and on the processor
    /// version 2.10 crashed now and then in dilated ones.
    /// </summary>
    internal static bool IsOurs(Tensor x, Conv2dGeometry g) =>
        g.Batch == 0 || g.Height == 0 || g.Width == 0 || g.In == 0 || g.Out == 0
        || (g.Dilation > 1 && ((TorchDevice)x.Device).IsHost);

    /// <summary>Our images as PyTorch orders the axes, without a copy.</summary>
    internal static TorchTensor Images(Tensor x) => x.AsTorch().permute(0, 3, 1, 2);

    /// <summary>Our weights as PyTorch orders the axes, without a copy.</summary>
    internal static TorchTensor Kernels(Tensor w) => w.AsTorch().permute(3, 2, 0, 1);

    /// <summary>PyTorch's images with our order of the axes.</summary>
    internal static TorchTensor ToOurs(TorchTensor images) => images.permute(0, 2, 3, 1);
}
