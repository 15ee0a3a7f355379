using LeptonLab.Ops;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The mean of each window; the processor's for windows of different sizes.</summary>
internal sealed class AvgPool2d : Ops.AvgPool2d.IKernel
{
    private static Ops.AvgPool2d.IKernel Fallback => Device.Cpu.Kernel<Ops.AvgPool2d.IKernel>();

    public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns, bool countPadding)
    {
        if (rows.Kernel == 0 || y.Count == 0)
            Fallback.Forward(x, y, rows, columns, countPadding);
        else
            TorchKernel.Write(y, () => Convolution.ToOurs(Pool(Convolution.Images(x), rows, columns, countPadding)));
    }

    public void Backward(Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns, bool countPadding)
    {
        if (rows.Kernel == 0 || dy.Count == 0)
        {
            Fallback.Backward(dy, dx, rows, columns, countPadding);
            return;
        }

        // The mean is linear: where it is differentiated does not matter.
        TorchKernel.Run(dy, () => TorchKernel.Differentiate(
            () => Convolution.Images(dy),
            [TorchSharp.torch.zeros_like(Convolution.Images(dx))],
            inputs => Pool(inputs[0], rows, columns, countPadding),
            found => dx.Take(Convolution.ToOurs(found).contiguous())));
    }

    private static TorchTensor Pool(TorchTensor images, PoolWindows rows, PoolWindows columns, bool countPadding) =>
        functional.avg_pool2d(
            images,
            [rows.Kernel, columns.Kernel],
            [rows.Stride, columns.Stride],
            [rows.Padding, columns.Padding],
            count_include_pad: countPadding);
}
