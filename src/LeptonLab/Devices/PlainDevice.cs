namespace LeptonLab;

/// <summary>Runs the plain loops of <c>Ops/</c> in single precision.</summary>
internal sealed class PlainDevice : Device
{
    internal PlainDevice()
        : base("plain")
    {
        Add<Ops.Abs.IKernel>(new Ops.Abs.PlainKernel());
        Add<Ops.Add.IKernel>(new Ops.Add.PlainKernel());
        Add<Ops.AddRelu.IKernel>(new Ops.AddRelu.PlainKernel());
        Add<Ops.ArgMax.IKernel>(new Ops.ArgMax.PlainKernel());
        Add<Ops.AvgPool2d.IKernel>(new Ops.AvgPool2d.PlainKernel());
        Add<Ops.BatchNorm.IKernel>(new Ops.BatchNorm.PlainKernel());
        Add<Ops.BinaryCrossEntropy.IKernel>(new Ops.BinaryCrossEntropy.PlainKernel());
        Add<Ops.BinaryFocalLoss.IKernel>(new Ops.BinaryFocalLoss.PlainKernel());
        Add<Ops.BroadcastTo.IKernel>(new Ops.BroadcastTo.PlainKernel());
        Add<Ops.Clamp.IKernel>(new Ops.Clamp.PlainKernel());
        Add<Ops.Compare.IKernel>(new Ops.Compare.PlainKernel());
        Add<Ops.Concat.IKernel>(new Ops.Concat.PlainKernel());
        Add<Ops.Conv2d.IKernel>(new Ops.Conv2d.PlainKernel());
        Add<Ops.Conv2dActivation.IKernel>(new Ops.Conv2dActivation.PlainKernel());
        Add<Ops.Conv2dReluPool.IKernel>(new Ops.Conv2dReluPool.PlainKernel());
        Add<Ops.ConvTranspose2d.IKernel>(new Ops.ConvTranspose2d.PlainKernel());
        Add<Ops.CtcLoss.IKernel>(new Ops.CtcLoss.PlainKernel());
        Add<Ops.Dense.IKernel>(new Ops.Dense.PlainKernel());
        Add<Ops.DenseActivation.IKernel>(new Ops.DenseActivation.PlainKernel());
        Add<Ops.DiceLoss.IKernel>(new Ops.DiceLoss.PlainKernel());
        Add<Ops.Divide.IKernel>(new Ops.Divide.PlainKernel());
        Add<Ops.Dropout.IKernel>(new Ops.Dropout.PlainKernel());
        Add<Ops.Elu.IKernel>(new Ops.Elu.PlainKernel());
        Add<Ops.Embedding.IKernel>(new Ops.Embedding.PlainKernel());
        Add<Ops.Exp.IKernel>(new Ops.Exp.PlainKernel());
        Add<Ops.FocalLoss.IKernel>(new Ops.FocalLoss.PlainKernel());
        Add<Ops.Gather.IKernel>(new Ops.Gather.PlainKernel());
        Add<Ops.Gelu.IKernel>(new Ops.Gelu.PlainKernel());
        Add<Ops.GroupNorm.IKernel>(new Ops.GroupNorm.PlainKernel());
        Add<Ops.Gru.IKernel>(new Ops.Gru.PlainKernel());
        Add<Ops.HuberLoss.IKernel>(new Ops.HuberLoss.PlainKernel());
        Add<Ops.IndexSelect.IKernel>(new Ops.IndexSelect.PlainKernel());
        Add<Ops.L1Loss.IKernel>(new Ops.L1Loss.PlainKernel());
        Add<Ops.LayerNorm.IKernel>(new Ops.LayerNorm.PlainKernel());
        Add<Ops.LeakyRelu.IKernel>(new Ops.LeakyRelu.PlainKernel());
        Add<Ops.LocalResponseNorm.IKernel>(new Ops.LocalResponseNorm.PlainKernel());
        Add<Ops.Log.IKernel>(new Ops.Log.PlainKernel());
        Add<Ops.LogSigmoidLoss.IKernel>(new Ops.LogSigmoidLoss.PlainKernel());
        Add<Ops.LogSoftmax.IKernel>(new Ops.LogSoftmax.PlainKernel());
        Add<Ops.Lstm.IKernel>(new Ops.Lstm.PlainKernel());
        Add<Ops.MatMul.IKernel>(new Ops.MatMul.PlainKernel());
        Add<Ops.Max.IKernel>(new Ops.Max.PlainKernel());
        Add<Ops.MaxPool2d.IKernel>(new Ops.MaxPool2d.PlainKernel());
        Add<Ops.Maximum.IKernel>(new Ops.Maximum.PlainKernel());
        Add<Ops.Min.IKernel>(new Ops.Min.PlainKernel());
        Add<Ops.Minimum.IKernel>(new Ops.Minimum.PlainKernel());
        Add<Ops.MseLoss.IKernel>(new Ops.MseLoss.PlainKernel());
        Add<Ops.Multiply.IKernel>(new Ops.Multiply.PlainKernel());
        Add<Ops.Permute.IKernel>(new Ops.Permute.PlainKernel());
        Add<Ops.Pow.IKernel>(new Ops.Pow.PlainKernel());
        Add<Ops.Relu.IKernel>(new Ops.Relu.PlainKernel());
        Add<Ops.Rnn.IKernel>(new Ops.Rnn.PlainKernel());
        Add<Ops.ScaledDotProductAttention.IKernel>(new Ops.ScaledDotProductAttention.PlainKernel());
        Add<Ops.Sigmoid.IKernel>(new Ops.Sigmoid.PlainKernel());
        Add<Ops.Silu.IKernel>(new Ops.Silu.PlainKernel());
        Add<Ops.Slice.IKernel>(new Ops.Slice.PlainKernel());
        Add<Ops.SmoothL1Loss.IKernel>(new Ops.SmoothL1Loss.PlainKernel());
        Add<Ops.Softmax.IKernel>(new Ops.Softmax.PlainKernel());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new Ops.SoftmaxCrossEntropy.PlainKernel());
        Add<Ops.SoftmaxCrossEntropy.ITargetsKernel>(new Ops.SoftmaxCrossEntropy.PlainTargetsKernel());
        Add<Ops.Softplus.IKernel>(new Ops.Softplus.PlainKernel());
        Add<Ops.Sqrt.IKernel>(new Ops.Sqrt.PlainKernel());
        Add<Ops.Subtract.IKernel>(new Ops.Subtract.PlainKernel());
        Add<Ops.Sum.IKernel>(new Ops.Sum.PlainKernel());
        Add<Ops.Tanh.IKernel>(new Ops.Tanh.PlainKernel());
        Add<Ops.Upsample2d.IKernel>(new Ops.Upsample2d.PlainKernel());
        Add<Ops.Where.IKernel>(new Ops.Where.PlainKernel());
        Add<Ops.ZeroPad2d.IKernel>(new Ops.ZeroPad2d.PlainKernel());
    }
}
