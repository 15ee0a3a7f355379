namespace LeptonLab.Torch.Kernels;

/// <summary>max(a + b, 0).</summary>
internal sealed class AddRelu : Ops.AddRelu.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y) => TorchKernel.Write(y, () => (a.AsTorch() + b.AsTorch()).relu_());

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        TorchKernel.Write(dx, () => TorchKernel.ThroughActivation(Ops.Activation.Relu, y.AsTorch(), dy.AsTorch()));
}
