using LeptonLab.Ops;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The largest value of each window; the processor's for windows of different sizes.</summary>
internal sealed class MaxPool2d : Ops.MaxPool2d.IKernel
{
    private static Ops.MaxPool2d.IKernel Fallback => Device.Cpu.Kernel<Ops.MaxPool2d.IKernel>();

    public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns)
    {
        if (rows.Kernel == 0 || y.Count == 0)
            Fallback.Forward(x, y, rows, columns);
        else
            TorchKernel.Write(y, () => Convolution.ToOurs(Pool(Convolution.Images(x), rows, columns)));
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns)
    {
        if (rows.Kernel == 0 || dy.Count == 0)
        {
            Fallback.Backward(x, dy, dx, rows, columns);
            return;
        }

        TorchKernel.Run(x, () => TorchKernel.Differentiate(
            () => Convolution.Images(dy),
            [Convolution.Images(x)],
            inputs => Pool(inputs[0], rows, columns),
            found => dx.Take(Convolution.ToOurs(found).contiguous())));
    }

    private static TorchTensor Pool(TorchTensor images, PoolWindows rows, PoolWindows columns) => functional.max_pool2d(
        images, [rows.Kernel, columns.Kernel], [rows.Stride, columns.Stride], [rows.Padding, columns.Padding]);
}
