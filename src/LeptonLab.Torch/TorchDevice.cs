using LeptonLab.Torch.Kernels;

namespace LeptonLab.Torch;

/// <summary>
/// Our operations on libtorch, PyTorch's library: for the speed of the maker's kernels on a GPU, and to compare with. What it
/// has no kernel for runs on <see cref="Device.Cpu"/>. Its results are those of other devices within a tolerance, and can
/// differ from run to run.
/// </summary>
public sealed class TorchDevice : Device
{
    internal TorchDevice(string name, TorchSharp.torch.Device place)
        : base(name)
    {
        Place = place;
        IsHost = place.type == TorchSharp.DeviceType.CPU;
        if (IsHost)
            TorchSharp.torch.set_num_threads(Cpu.Threads);
        Add<Ops.AdagradStep.IKernel>(new AdagradStep());
        Add<Ops.AdamStep.IKernel>(new AdamStep());
        Add<Ops.Add.IKernel>(new Add());
        Add<Ops.AddRelu.IKernel>(new AddRelu());
        Add<Ops.AverageStep.IKernel>(new AverageStep());
        Add<Ops.AvgPool2d.IKernel>(new AvgPool2d());
        Add<Ops.BatchNorm.IKernel>(new BatchNorm());
        Add<Ops.BatchNorm.IRunningKernel>(new BatchNorm());
        Add<Ops.BroadcastTo.IKernel>(new BroadcastTo());
        Add<Ops.Concat.IKernel>(new Concat());
        Add<Ops.Conv2d.IKernel>(new Conv2d());
        Add<Ops.Conv2dActivation.IKernel>(new Conv2dActivation());
        Add<Ops.Conv2dReluPool.IKernel>(new Conv2dReluPool());
        Add<Ops.Dense.IKernel>(new Dense());
        Add<Ops.DenseActivation.IKernel>(new DenseActivation());
        Add<Ops.Divide.IKernel>(new Divide());
        Add<Ops.Embedding.IKernel>(new Embedding());
        Add<Ops.Exp.IKernel>(new Exp());
        Add<Ops.Gradients.IKernel>(new Gradients());
        Add<Ops.LayerNorm.IKernel>(new LayerNorm());
        Add<Ops.LeakyRelu.IKernel>(new LeakyRelu());
        Add<Ops.Log.IKernel>(new Log());
        Add<Ops.LogSoftmax.IKernel>(new LogSoftmax());
        Add<Ops.MatMul.IKernel>(new MatMul());
        Add<Ops.MaxPool2d.IKernel>(new MaxPool2d());
        Add<Ops.MseLoss.IKernel>(new MseLoss());
        Add<Ops.Multiply.IKernel>(new Multiply());
        Add<Ops.Permute.IKernel>(new Permute());
        Add<Ops.Relu.IKernel>(new Relu());
        Add<Ops.RmsPropStep.IKernel>(new RmsPropStep());
        Add<Ops.SgdStep.IKernel>(new SgdStep());
        Add<Ops.Sigmoid.IKernel>(new Sigmoid());
        Add<Ops.Silu.IKernel>(new Silu());
        Add<Ops.Slice.IKernel>(new Slice());
        Add<Ops.Softmax.IKernel>(new Softmax());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new SoftmaxCrossEntropy());
        Add<Ops.Sqrt.IKernel>(new Sqrt());
        Add<Ops.Subtract.IKernel>(new Subtract());
        Add<Ops.Sum.IKernel>(new Sum());
        Add<Ops.Tanh.IKernel>(new Tanh());
        Add<Ops.ZeroPad2d.IKernel>(new ZeroPad2d());
    }

    /// <inheritdoc/>
    public override bool HasOwnMemory => true;

    /// <inheritdoc/>
    public override Device Fallback => Cpu;

    /// <summary>libtorch's name for it.</summary>
    public TorchSharp.torch.Device Place { get; }

    /// <summary>Whether its memory is the host's.</summary>
    internal bool IsHost { get; }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        if (!IsHost)
            TorchSharp.torch.cuda.synchronize();
    }

    /// <inheritdoc/>
    protected override DeviceMemory Allocate(int length) => new TorchMemory(this, length);
}
