namespace LeptonLab;

/// <summary>Runs the plain loops of <c>Ops/</c> in single precision.</summary>
internal sealed class PlainDevice : Device
{
    internal PlainDevice()
        : base("plain")
    {
        Add<Ops.AvgPool2d.IKernel>(new Ops.AvgPool2d.PlainKernel());
        Add<Ops.BatchNorm.IKernel>(new Ops.BatchNorm.PlainKernel());
        Add<Ops.Conv2d.IKernel>(new Ops.Conv2d.PlainKernel());
        Add<Ops.Conv2dReluPool.IKernel>(new Ops.Conv2dReluPool.PlainKernel());
        Add<Ops.Conv2dActivation.IKernel>(new Ops.Conv2dActivation.PlainKernel());
        Add<Ops.ConvTranspose2d.IKernel>(new Ops.ConvTranspose2d.PlainKernel());
        Add<Ops.Dense.IKernel>(new Ops.Dense.PlainKernel());
        Add<Ops.Dropout.IKernel>(new Ops.Dropout.PlainKernel());
        Add<Ops.GroupNorm.IKernel>(new Ops.GroupNorm.PlainKernel());
        Add<Ops.LayerNorm.IKernel>(new Ops.LayerNorm.PlainKernel());
        Add<Ops.LocalResponseNorm.IKernel>(new Ops.LocalResponseNorm.PlainKernel());
        Add<Ops.MatMul.IKernel>(new Ops.MatMul.PlainKernel());
        Add<Ops.DenseActivation.IKernel>(new Ops.DenseActivation.PlainKernel());
        Add<Ops.Relu.IKernel>(new Ops.Relu.PlainKernel());
        Add<Ops.Sigmoid.IKernel>(new Ops.Sigmoid.PlainKernel());
        Add<Ops.Tanh.IKernel>(new Ops.Tanh.PlainKernel());
        Add<Ops.MaxPool2d.IKernel>(new Ops.MaxPool2d.PlainKernel());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new Ops.SoftmaxCrossEntropy.PlainKernel());
        Add<Ops.LogSigmoidLoss.IKernel>(new Ops.LogSigmoidLoss.PlainKernel());
        Add<Ops.ZeroPad2d.IKernel>(new Ops.ZeroPad2d.PlainKernel());
    }
}
