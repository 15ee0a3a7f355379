using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Rows of a table, and what is added to them on the way back.</summary>
internal sealed class Embedding : Ops.Embedding.IKernel
{
    public void Forward(Tensor w, int[] ids, Tensor y) => TorchKernel.Write(
        y, () => w.AsTorch().index_select(0, Rows(ids, w)).view([.. y.Shape.Select(extent => (long)extent)]));

    public void Backward(int[] ids, int? padding, Tensor dy, Tensor dw) => TorchKernel.Write(dw, () =>
    {
        TorchTensor gradient = torch.zeros([dw.Shape[0], dw.Shape[1]], device: ((TorchDevice)dw.Device).Place);
        gradient.index_add_(0, Rows(ids, dw), dy.AsTorch().view(ids.Length, dw.Shape[1]), 1);
        if (padding is { } row)
            gradient.narrow(0, row, 1).zero_();
        return gradient;
    });

    private static TorchTensor Rows(int[] ids, Tensor like) =>
        torch.tensor(Array.ConvertAll(ids, id => (long)id), [ids.Length], device: ((TorchDevice)like.Device).Place);
}
