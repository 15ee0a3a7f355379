using LeptonLab.Ops;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>
/// The convolution, the rectifier and 2×2 max-pooling. The winners' places come from comparing the four values of each
/// window, in reading order; the backward pass puts the gradient there.
/// </summary>
internal sealed class Conv2dReluPool : Ops.Conv2dReluPool.IKernel
{
    private static Ops.Conv2dReluPool.IKernel Fallback => Device.Cpu.Kernel<Ops.Conv2dReluPool.IKernel>();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces places, Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry) || y.Count == 0)
        {
            Fallback.Forward(x, w, b, y, places, geometry);
            return;
        }

        TorchKernel.Run(y, () =>
        {
            TorchTensor windows = Windows(Convolution.Of(x, w, b, geometry), y.Shape);
            (TorchTensor largest, TorchTensor winner) = windows.max(-1);
            TorchTensor dead = largest <= 0;
            y.Take(largest.relu().contiguous());
            Bytes.Store(places, torch.where(dead, PoolPlaces.Dead, winner));
        });
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry) || dy.Count == 0)
            Fallback.Backward(x, w, dy, places, dx, dw, db, geometry);
        else
            Convolution.Backward(x, w, () => Unpool(dy, places, geometry), dx, dw, db, geometry);
    }

    // [batch, height, width, channels, 4] of the part of the results that the windows cover.
    private static TorchTensor Windows(TorchTensor z, Shape y) => z
        .narrow(1, 0, 2 * y[1]).narrow(2, 0, 2 * y[2])
        .reshape(y[0], y[1], 2, y[2], 2, y[3])
        .permute(0, 1, 3, 5, 2, 4)
        .reshape(y[0], y[1], y[2], y[3], 4);

    private static TorchTensor Unpool(Tensor dy, PoolPlaces places, Conv2dGeometry g)
    {
        (long batch, long height, long width, long channels) = (dy.Shape[0], dy.Shape[1], dy.Shape[2], dy.Shape[3]);
        TorchTensor place = Bytes.Load(places, dy.Count).view(batch, height, width, channels, 1);
        TorchTensor alive = place == torch.arange(4, place.dtype, place.device);
        TorchTensor windows = torch.where(alive, dy.AsTorch().unsqueeze(-1), 0f);
        TorchTensor dz = torch.zeros([g.Batch, g.OutHeight, g.OutWidth, g.Out], torch.ScalarType.Float32, windows.device);
        dz.narrow(1, 0, 2 * height).narrow(2, 0, 2 * width).copy_(
            windows.view(batch, height, width, channels, 2, 2).permute(0, 1, 4, 2, 5, 3).reshape(batch, 2 * height, 2 * width, channels));
        return dz;
    }
}
