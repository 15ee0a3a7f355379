namespace LeptonLab;

/// <summary>Runs the plain loops of <c>Ops/</c> in single precision.</summary>
internal sealed class PlainDevice : Device
{
    internal PlainDevice()
        : base("plain")
    {
        Add<Ops.Conv2d.IKernel>(new Ops.Conv2d.PlainKernel());
        Add<Ops.Conv2dReluPool.IKernel>(new Ops.Conv2dReluPool.PlainKernel());
        Add<Ops.Conv2dActivation.IKernel>(new Ops.Conv2dActivation.PlainKernel());
        Add<Ops.Dense.IKernel>(new Ops.Dense.PlainKernel());
        Add<Ops.MatMul.IKernel>(new Ops.MatMul.PlainKernel());
        Add<Ops.DenseActivation.IKernel>(new Ops.DenseActivation.PlainKernel());
        Add<Ops.Relu.IKernel>(new Ops.Relu.PlainKernel());
        Add<Ops.Sigmoid.IKernel>(new Ops.Sigmoid.PlainKernel());
        Add<Ops.Tanh.IKernel>(new Ops.Tanh.PlainKernel());
        Add<Ops.MaxPool2d.IKernel>(new Ops.MaxPool2d.PlainKernel());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new Ops.SoftmaxCrossEntropy.PlainKernel());
        Add<Ops.LogSigmoidLoss.IKernel>(new Ops.LogSigmoidLoss.PlainKernel());
        Add<Ops.BinaryCrossEntropy.IKernel>(new Ops.BinaryCrossEntropy.PlainKernel());
        Add<Ops.BinaryFocalLoss.IKernel>(new Ops.BinaryFocalLoss.PlainKernel());
        Add<Ops.CtcLoss.IKernel>(new Ops.CtcLoss.PlainKernel());
        Add<Ops.DiceLoss.IKernel>(new Ops.DiceLoss.PlainKernel());
        Add<Ops.FocalLoss.IKernel>(new Ops.FocalLoss.PlainKernel());
        Add<Ops.HuberLoss.IKernel>(new Ops.HuberLoss.PlainKernel());
        Add<Ops.L1Loss.IKernel>(new Ops.L1Loss.PlainKernel());
        Add<Ops.MseLoss.IKernel>(new Ops.MseLoss.PlainKernel());
        Add<Ops.SmoothL1Loss.IKernel>(new Ops.SmoothL1Loss.PlainKernel());
        Add<Ops.SoftmaxCrossEntropy.ITargetsKernel>(new Ops.SoftmaxCrossEntropy.PlainTargetsKernel());
    }
}
