namespace LeptonLab.Gpu;

/// <summary>
/// A graphics processor, with kernels written in C# that ILGPU translates: by CUDA, by OpenCL, or on the processor, where
/// nothing is gained but that they can be tested. Operations without a kernel here run on <see cref="Device.Cpu"/>.
/// </summary>
/// <remarks>
/// Results are the same in every run on one kind of device, and differ from the CPU's in the last digits. Memory is kept for
/// reuse; <see cref="Trim"/> gives it back.
/// </remarks>
public sealed class GpuDevice : Device, IDisposable
{
    /// <summary>Takes a launcher over.</summary>
    /// <param name="launcher">The GPU.</param>
    /// <param name="fallsBack">Whether the CPU computes what there is no kernel for; else that is an error, for tests.</param>
    internal GpuDevice(Launcher launcher, bool fallsBack = true)
        : base(launcher.DeviceName)
    {
        Launcher = launcher;
        Fallback = fallsBack ? Cpu : null;
        Add<Ops.Abs.IKernel>(new Abs(launcher));
        Add<Ops.AdagradStep.IKernel>(new AdagradStep(launcher));
        Add<Ops.AdamStep.IKernel>(new AdamStep(launcher));
        Add<Ops.Add.IKernel>(new Add(launcher));
        Add<Ops.AddRelu.IKernel>(new AddRelu(launcher));
        Add<Ops.ArgMax.IKernel>(new ArgMax(launcher));
        Add<Ops.AverageStep.IKernel>(new AverageStep(launcher));
        Add<Ops.AvgPool2d.IKernel>(new AvgPool2d(launcher));
        Add<Ops.BatchNorm.IKernel>(new BatchNorm(launcher));
        Add<Ops.BatchNorm.IRunningKernel>(new BatchNorm(launcher));
        Add<Ops.BinaryCrossEntropy.IKernel>(new BinaryCrossEntropy(launcher));
        Add<Ops.BinaryFocalLoss.IKernel>(new BinaryFocalLoss(launcher));
        Add<Ops.BroadcastTo.IKernel>(new BroadcastTo(launcher));
        Add<Ops.Clamp.IKernel>(new Clamp(launcher));
        Add<Ops.Compare.IKernel>(new Compare(launcher));
        Add<Ops.Concat.IKernel>(new Concat(launcher));
        Add<Ops.Conv2d.IKernel>(new Conv2d(launcher));
        Add<Ops.Conv2dActivation.IKernel>(new Conv2d(launcher));
        Add<Ops.Conv2dReluPool.IKernel>(new Conv2d(launcher));
        Add<Ops.ConvTranspose2d.IKernel>(new ConvTranspose2d(launcher));
        Add<Ops.Dense.IKernel>(new Dense(launcher));
        Add<Ops.DenseActivation.IKernel>(new Dense(launcher));
        Add<Ops.DiceLoss.IKernel>(new DiceLoss(launcher));
        Add<Ops.Divide.IKernel>(new Divide(launcher));
        Add<Ops.Dropout.IKernel>(new Dropout(launcher));
        Add<Ops.Elu.IKernel>(new Elu(launcher));
        Add<Ops.Embedding.IKernel>(new Embedding(launcher));
        Add<Ops.Exp.IKernel>(new Exp(launcher));
        Add<Ops.FocalLoss.IKernel>(new FocalLoss(launcher));
        Add<Ops.Gather.IKernel>(new Gather(launcher));
        Add<Ops.Gelu.IKernel>(new Gelu(launcher));
        Add<Ops.Gradients.IKernel>(new Gradients(launcher));
        Add<Ops.GroupNorm.IKernel>(new GroupNorm(launcher));
        Add<Ops.HuberLoss.IKernel>(new HuberLoss(launcher));
        Add<Ops.IndexSelect.IKernel>(new IndexSelect(launcher));
        Add<Ops.L1Loss.IKernel>(new L1Loss(launcher));
        Add<Ops.LayerNorm.IKernel>(new LayerNorm(launcher));
        Add<Ops.LeakyRelu.IKernel>(new LeakyRelu(launcher));
        Add<Ops.LocalResponseNorm.IKernel>(new LocalResponseNorm(launcher));
        Add<Ops.Log.IKernel>(new Log(launcher));
        Add<Ops.LogSigmoidLoss.IKernel>(new LogSigmoidLoss(launcher));
        Add<Ops.LogSoftmax.IKernel>(new LogSoftmax(launcher));
        Add<Ops.MatMul.IKernel>(new MatMul(launcher));
        Add<Ops.Max.IKernel>(new Max(launcher));
        Add<Ops.MaxPool2d.IKernel>(new MaxPool2d(launcher));
        Add<Ops.Maximum.IKernel>(new Maximum(launcher));
        Add<Ops.Min.IKernel>(new Min(launcher));
        Add<Ops.Minimum.IKernel>(new Minimum(launcher));
        Add<Ops.MseLoss.IKernel>(new MseLoss(launcher));
        Add<Ops.Multiply.IKernel>(new Multiply(launcher));
        Add<Ops.Permute.IKernel>(new Permute(launcher));
        Add<Ops.Pow.IKernel>(new Pow(launcher));
        Add<Ops.Relu.IKernel>(new Relu(launcher));
        Add<Ops.RmsPropStep.IKernel>(new RmsPropStep(launcher));
        Add<Ops.ScaledDotProductAttention.IKernel>(new ScaledDotProductAttention(launcher));
        Add<Ops.SgdStep.IKernel>(new SgdStep(launcher));
        Add<Ops.Sigmoid.IKernel>(new Sigmoid(launcher));
        Add<Ops.Silu.IKernel>(new Silu(launcher));
        Add<Ops.Slice.IKernel>(new Slice(launcher));
        Add<Ops.SmoothL1Loss.IKernel>(new SmoothL1Loss(launcher));
        Add<Ops.Softmax.IKernel>(new Softmax(launcher));
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new SoftmaxCrossEntropy(launcher));
        Add<Ops.SoftmaxCrossEntropy.ITargetsKernel>(new SoftmaxCrossEntropyTargets(launcher));
        Add<Ops.Softplus.IKernel>(new Softplus(launcher));
        Add<Ops.Sqrt.IKernel>(new Sqrt(launcher));
        Add<Ops.Subtract.IKernel>(new Subtract(launcher));
        Add<Ops.Sum.IKernel>(new Sum(launcher));
        Add<Ops.Tanh.IKernel>(new Tanh(launcher));
        Add<Ops.Upsample2d.IKernel>(new Upsample2d(launcher));
        Add<Ops.Where.IKernel>(new Where(launcher));
        Add<Ops.ZeroPad2d.IKernel>(new ZeroPad2d(launcher));
    }

    /// <inheritdoc/>
    public override bool HasOwnMemory => true;

    /// <inheritdoc/>
    public override Device? Fallback { get; }

    /// <summary>The name that the maker gave it.</summary>
    public string Description => Launcher.Accelerator.Name;

    /// <summary>Its memory, in bytes.</summary>
    public long MemoryBytes => Launcher.Accelerator.MemorySize;

    /// <inheritdoc/>
    public override long? FreeMemoryBytes => Launcher.FreeBytes;

    /// <summary>What tensors and memory kept for reuse take, in bytes.</summary>
    public long TakenBytes => Launcher.Pool.TakenBytes;

    /// <inheritdoc/>
    public override double? PeakGigaflops => Fp32Peak.Of(Launcher.Accelerator);

    internal Launcher Launcher { get; }

    /// <inheritdoc/>
    public override void Synchronize() => Launcher.Wait();

    /// <inheritdoc/>
    public override void Trim() => Launcher.Pool.Trim();

    /// <summary>Gives the device up. Tensors on it can no longer be read.</summary>
    public void Dispose() => Launcher.Dispose();

    /// <inheritdoc/>
    protected override DeviceMemory Allocate(int length) => Launcher.Take(length);
}
