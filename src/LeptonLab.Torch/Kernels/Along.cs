using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>A tensor seen along one axis, which is the middle one of three.</summary>
internal static class Along
{
    internal static TorchTensor Axis(Tensor x, AxisGeometry g) => x.AsTorch().view(g.Outer, g.Length, g.Inner);
}
