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
        Add<Ops.AvgPool2d.IKernel>(new Cpu.AvgPool2d());
        Add<Ops.BatchNorm.IKernel>(new Cpu.BatchNorm());
        Add<Ops.Conv2d.IKernel>(new Cpu.Conv2d());
        Add<Ops.Conv2dReluPool.IKernel>(new Cpu.Conv2dReluPool());
        Add<Ops.Conv2dActivation.IKernel>(new Cpu.Conv2dActivation());
        Add<Ops.ConvTranspose2d.IKernel>(new Cpu.ConvTranspose2d());
        Add<Ops.Dense.IKernel>(new Cpu.Dense());
        Add<Ops.Dropout.IKernel>(new Cpu.Dropout());
        Add<Ops.GroupNorm.IKernel>(new Cpu.GroupNorm());
        Add<Ops.LayerNorm.IKernel>(new Cpu.LayerNorm());
        Add<Ops.LocalResponseNorm.IKernel>(new Cpu.LocalResponseNorm());
        Add<Ops.MatMul.IKernel>(new Cpu.MatMul());
        Add<Ops.DenseActivation.IKernel>(new Cpu.DenseActivation());
        Add<Ops.Relu.IKernel>(new Cpu.Relu());
        Add<Ops.Sigmoid.IKernel>(new Cpu.Sigmoid());
        Add<Ops.Tanh.IKernel>(new Cpu.Tanh());
        Add<Ops.MaxPool2d.IKernel>(new Cpu.MaxPool2d());
        Add<Ops.SoftmaxCrossEntropy.IKernel>(new Cpu.SoftmaxCrossEntropy());
        Add<Ops.LogSigmoidLoss.IKernel>(new Cpu.LogSigmoidLoss());
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
