using LeptonLab.Ops;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>libtorch's convolution of our images, which it reads as <c>channels_last</c>; what the fused operations share.</summary>
internal static class Convolution
{
    /// <summary>The convolution as PyTorch orders the axes, [batch, out, height, width].</summary>
    internal static TorchTensor Of(TorchTensor images, TorchTensor weights, TorchTensor? bias, Conv2dGeometry g) => functional.conv2d(
        images, weights, bias, [g.Stride, g.Stride], [g.Padding, g.Padding], [g.Dilation, g.Dilation], g.Groups);

    /// <summary>The same for our tensors, [batch, height, width, out].</summary>
    internal static TorchTensor Of(Tensor x, Tensor w, Tensor? b, Conv2dGeometry g) => ToOurs(
        Of(TorchTensors.ImagesToTorch(x), TorchTensors.KernelsToTorch(w), b?.AsTorch(), g));

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
            () => gradient.permute(0, 3, 1, 2),
            [TorchTensors.ImagesToTorch(x), TorchTensors.KernelsToTorch(w)],
            inputs => Of(inputs[0], inputs[1], null, g),
            dx is null ? null : found => dx.Take(ToOurs(found).contiguous()),
            dw is null ? null : found => dw.Take(found.permute(2, 3, 1, 0).contiguous()));
    });

    /// <summary>libtorch has no convolution without terms or results.</summary>
    internal static bool IsEmpty(Conv2dGeometry g) => g.Batch == 0 || g.In == 0 || g.Out == 0;

    internal static TorchTensor ToOurs(TorchTensor images) => images.permute(0, 2, 3, 1);
}
