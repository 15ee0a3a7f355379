using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Training;
using Floats = ILGPU.Runtime.ArrayView1D<float, ILGPU.Stride1D.Dense>;

namespace LeptonLab.Gpu.Tests.Driver;

/// <summary>What <see cref="InterpretedGpuTests"/> runs in processes where something is wrong with the GPU or the kernel.</summary>
public class FaultyGpu
{
    [Fact(Explicit = true)]
    public void It_says_why_there_is_none()
    {
        DeviceInfo gpu = Device.All.First(info => info.Name == "gpu");
        Assert.False(gpu.IsPresent);
        Console.WriteLine("Absence: " + gpu.Absence);
        Assert.Equal(2, Ops.Relu.Apply(Tensor.From([2], [1])).Item());
    }

    [Fact(Explicit = true)]
    public async Task It_fails_in_training()
    {
        DeviceException error = await Assert.ThrowsAnyAsync<DeviceException>(() => Train(64));
        Console.WriteLine("Error: " + error.Message);
        Assert.Equal(2, Ops.Relu.Apply(Tensor.From([2], [1])).Item());
    }

    [Fact(Explicit = true)]
    public Task A_smaller_batch_fits() => Train(16);

    [Fact(Explicit = true)]
    public void After_a_fault_every_use_says_so()
    {
        Tensor x = Tensor.From([-1, 2], [2]).To(Device.Named("gpu"));
        Console.WriteLine("First: " + Assert.ThrowsAny<DeviceException>(() => Ops.Relu.Apply(x).ToArray()).Message);
        Console.WriteLine("Then: " + Assert.ThrowsAny<DeviceException>(() => Ops.Relu.Apply(x)).Message);
    }

    [Fact(Explicit = true)]
    public void A_kernel_reads_behind_its_memory() => Launch(x => new FarRead { X = x });

    [Fact(Explicit = true)]
    public void A_kernel_writes_vectors_to_odd_places() => Launch(x => new OddWrite { X = x });

    [Fact(Explicit = true)]
    public void A_kernel_ends_before_a_barrier() => Launch(x => new EarlyEnd { X = x });

    [Fact(Explicit = true)]
    public void A_kernel_waits_in_two_places() => Launch(x => new TwoBarriers { X = x });

    [Fact(Explicit = true)]
    public void A_kernel_never_ends() => Launch(x => new Endless { X = x });

    [Fact(Explicit = true)]
    public void A_kernel_has_code_that_the_driver_does_not_know() => Launch(x => new UnknownCode { X = x });

    private static void Launch<TKernel>(Func<Floats, TKernel> make)
        where TKernel : struct, IGroupKernel
    {
        var gpu = (GpuDevice)Device.Named("gpu");
        using GpuMemory memory = gpu.Launcher.Take(256);
        TKernel kernel = make(memory.View);
        Console.WriteLine("Error: " + Assert.ThrowsAny<DeviceException>(() =>
        {
            gpu.Launcher.Groups(new Index3D(2, 1, 1), 64, kernel);
            gpu.Synchronize();
        }).Message);
    }

    private static async Task Train(int batch)
    {
        Nn.Sequential model = new Nn.Sequential(
            new Nn.Conv2d(3, 8, kernel: 3), new Nn.Relu(), new Nn.MaxPool2d(2), new Nn.Flatten(), new Nn.Dense(8 * 5 * 5, 4)).To(Device.Named("gpu"));
        var trainer = new Trainer(model, new Sgd(0.01f), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(new Images(), epochs: 1, batchSize: batch);
    }

    internal struct FarRead : IGroupKernel
    {
        internal Floats X;

        public readonly void Run() => X[Group.IdxX] = X[Group.IdxX + Grid.IdxX * 1000];
    }

    internal struct OddWrite : IGroupKernel
    {
        internal Floats X;

        public readonly void Run() => X.SubView(1, 64).Cast<float, Float4>().AsAligned(16)[Group.IdxX % 8] = new Float4(1, 2, 3, 4);
    }

    internal struct EarlyEnd : IGroupKernel
    {
        internal Floats X;

        public readonly void Run()
        {
            if (Group.IdxX > 40)
                return;
            Group.Barrier();
            X[Group.IdxX] = 1;
        }
    }

    internal struct TwoBarriers : IGroupKernel
    {
        internal Floats X;

        public readonly void Run()
        {
            if (Group.IdxX < 32)
            {
                X[Group.IdxX] = 1;
                Group.Barrier();
            }
            else
            {
                X[Group.IdxX] = 2;
                Group.Barrier();
            }
        }
    }

    internal struct Endless : IGroupKernel
    {
        internal Floats X;

        public readonly void Run()
        {
            while (X[Group.IdxX] != 1)
                X[Group.IdxX] = 2;
        }
    }

    internal struct UnknownCode : IGroupKernel
    {
        internal Floats X;

        public readonly void Run()
        {
            CudaAsm.Emit("unheard.of.f32 {0};", X[0]);
        }
    }

    private sealed class Images : IDataset
    {
        public int Count => 128;

        public Shape SampleShape => [12, 12, 3];

        public IReadOnlyList<string> Classes => ["a", "b", "c", "d"];

        public int Label(int index) => index % 4;

        public void Read(int index, Span<float> sample) => sample.Fill(index % 7);
    }
}
