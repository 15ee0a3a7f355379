using LeptonLab.Cpu;

namespace LeptonLab;

/// <summary>
/// The processor: SIMD kernels on a team of threads. Results are the same to the bit for any number of threads and any
/// instruction set.
/// </summary>
public sealed class CpuDevice : Device
{
    internal CpuDevice()
        : base("cpu")
    {
        Add<Ops.Abs.IKernel>(new Cpu.Abs());
        Add<Ops.AdagradStep.IKernel>(new Cpu.AdagradStep());
        Add<Ops.AdamStep.IKernel>(new Cpu.AdamStep());
        Add<Ops.Add.IKernel>(new Cpu.Add());
        Add<Ops.AddRelu.IKernel>(new Cpu.AddRelu());
        Add<Ops.ArgMax.IKernel>(new Cpu.ArgMax());
        Add<Ops.AverageStep.IKernel>(new Cpu.AverageStep());
        Add<Ops.AvgPool2d.IKernel>(new Cpu.AvgPool2d());
        Add<Ops.BatchNorm.IKernel>(new Cpu.BatchNorm());
        Add<Ops.BatchNorm.IRunningKernel>(new Ops.BatchNorm.RunningKernel());
        Add<Ops.BinaryCrossEntropy.IKernel>(new Cpu.BinaryCrossEntropy());
        Add<Ops.BinaryFocalLoss.IKernel>(new Cpu.BinaryFocalLoss());
        Add<Ops.BroadcastTo.IKernel>(new Cpu.BroadcastTo());
        Add<Ops.Clamp.IKernel>(new Cpu.Clamp());
        Add<Ops.Compare.IKernel>(new Cpu.Compare());
        Add<Ops.Concat.IKernel>(new Cpu.Concat());
        Add<Ops.Conv2d.IKernel>(new Cpu.Conv2d());
        Add<Ops.Conv2dActivation.IKernel>(new Cpu.Conv2dActivation());
        Add<Ops.Conv2dReluPool.IKernel>(new Cpu.Conv2dReluPool());
        Add<Ops.ConvTranspose2d.IKernel>(new Cpu.ConvTranspose2d());
        Add<Ops.CtcLoss.IKernel>(new Cpu.CtcLoss());
        Add<Ops.Dense.IKernel>(new Cpu.Dense());
        Add<Ops.DenseActivation.IKernel>(new Cpu.DenseActivation());
        Add<Ops.DiceLoss.IKernel>(new Cpu.DiceLoss());
        Add<Ops.Divide.IKernel>(new Cpu.Divide());
        Add<Ops.Dropout.IKernel>(new Cpu.Dropout());
        Add<Ops.Elu.IKernel>(new Cpu.Elu());
        Add<Ops.Embedding.IKernel>(new Cpu.Embedding());
        Add<Ops.Exp.IKernel>(new Cpu.Exp());
        Add<Ops.FocalLoss.IKernel>(new Cpu.FocalLoss());
        Add<Ops.Gather.IKernel>(new Cpu.Gather());
        Add<Ops.Gelu.IKernel>(new Cpu.Gelu());
        Add<Ops.Gradients.IKernel>(new Cpu.Gradients());
        Add<Ops.GroupNorm.IKernel>(new Cpu.GroupNorm());
        Add<Ops.Gru.IKernel>(new Cpu.Gru());
        Add<Ops.HuberLoss.IKernel>(new Cpu.HuberLoss());
        Add<Ops.IndexSelect.IKernel>(new Cpu.IndexSelect());
        Add<Ops.L1Loss.IKernel>(new Cpu.L1Loss());
        Add<Ops.LayerNorm.IKernel>(new Cpu.LayerNorm());
        Add<Ops.LeakyRelu.IKernel>(new Cpu.LeakyRelu());
        Add<Ops.LocalResponseNorm.IKernel>(new Cpu.LocalResponseNorm());
        Add<Ops.Log.IKernel>(new Cpu.Log());
        Add<Ops.LogSigmoidLoss.IKernel>(new Cpu.LogSigmoidLoss());
        Add<Ops.LogSoftmax.IKernel>(new Cpu.LogSoftmax());
        Add<Ops.Lstm.IKernel>(new Cpu.Lstm());
        Add<Ops.MatMul.IKernel>(new Cpu.MatMul());
        Add<Ops.Max.IKernel>(new Cpu.Max());
        Add<Ops.MaxPool2d.IKernel>(new Cpu.MaxPool2d());
        Add<Ops.Maximum.IKernel>(new Cpu.Maximum());
        Add<Ops.Min.IKernel>(new Cpu.Min());
        Add<Ops.Minimum.IKernel>(new Cpu.Minimum());
        Add<Ops.MseLoss.IKernel>(new Cpu.MseLoss());
        Add<Ops.Multiply.IKernel>(new Cpu.Multiply());
        Add<Ops.Permute.IKernel>(new Cpu.Permute());
        Add<Ops.Pow.IKernel>(new Cpu.Pow());
        Add<Ops.Relu.IKernel>(new Cpu.Relu());
        Add<Ops.RmsPropStep.IKernel>(new Cpu.RmsPropStep());
        Add<Ops.Rnn.IKernel>(new Cpu.Rnn());
        Add<Ops.ScaledDotProductAttention.IKernel>(new Cpu.ScaledDotProductAttention());
        Add<Ops.SgdStep.IKernel>(new Cpu.SgdStep());
        Add<Ops.Sigmoid.IKernel>(new Cpu.Sigmoid());
        Add<Ops.Silu.IKernel>(new Cpu.Silu());
        Add<Ops.Slice.IKernel>(new Cpu.Slice());
        Add<Ops.SmoothL1Loss.IKernel>(new Cpu.SmoothL1Loss());
        Add<Ops.Softmax.IKernel>(new Cpu.Softmax());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new Cpu.SoftmaxCrossEntropy());
        Add<Ops.SoftmaxCrossEntropy.ITargetsKernel>(new Cpu.SoftmaxCrossEntropy());
        Add<Ops.Softplus.IKernel>(new Cpu.Softplus());
        Add<Ops.Sqrt.IKernel>(new Cpu.Sqrt());
        Add<Ops.Subtract.IKernel>(new Cpu.Subtract());
        Add<Ops.Sum.IKernel>(new Cpu.Sum());
        Add<Ops.Tanh.IKernel>(new Cpu.Tanh());
        Add<Ops.Upsample2d.IKernel>(new Cpu.Upsample2d());
        Add<Ops.Where.IKernel>(new Cpu.Where());
        Add<Ops.ZeroPad2d.IKernel>(new Cpu.ZeroPad2d());
    }

    /// <summary>How many threads work on one operation; the number of processors unless set. It changes no result.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above 256.</exception>
    public int Threads
    {
        get => ThreadTeam.Shared.Threads;
        set => ThreadTeam.Shared.Threads = value;
    }
}
