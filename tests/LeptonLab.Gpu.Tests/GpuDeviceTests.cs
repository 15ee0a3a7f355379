using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Tests.Conformance;
using LeptonLab.Training;

namespace LeptonLab.Gpu.Tests;

public class GpuDeviceTests
{
    private static Device Gpu => TestedDevices.Gpu;

    [Fact]
    public void Devices_are_listed_and_an_absent_GPU_says_why_and_what_to_do()
    {
        Assert.True(Device.All.Single(info => info.Name == GpuDevices.OnCpu).IsPresent);
        DeviceInfo gpu = Device.All.First(info => info.Name == "gpu");
        Assert.True(gpu.IsGpu);
        if (!gpu.IsPresent)
        {
            Assert.Contains("driver", gpu.Absence, StringComparison.Ordinal);
            Assert.Contains("nvidia-smi", Assert.Throws<LeptonException>(() => Device.Named("gpu")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_convolutional_network_needs_runs_there_and_not_on_the_fallback()
    {
        string[] needed =
        [
            "Conv2d", "Conv2dActivation", "Conv2dReluPool", "MaxPool2d", "AvgPool2d", "BatchNorm", "Dense", "DenseActivation",
            "MatMul", "Relu", "AddRelu", "Sum", "Softmax", "SoftmaxCrossEntropy", "Dropout", "Gradients", "SgdStep", "AdamStep",
            "ArgMax", "BinaryCrossEntropy", "BinaryFocalLoss", "Compare", "Concat", "ConvTranspose2d", "DiceLoss", "Embedding",
            "FocalLoss", "Gather", "GroupNorm", "HuberLoss", "IndexSelect", "L1Loss", "LayerNorm", "LocalResponseNorm",
            "LogSigmoidLoss", "Max", "Maximum", "Min", "Minimum", "Permute", "Pow",
            "ScaledDotProductAttention", "Slice", "SmoothL1Loss", "Upsample2d", "Where", "ZeroPad2d",
        ];
        Assert.Empty(needed.Intersect(Gpu.Missing));
    }

    // Every optimizer on one device, and one of them on every device.
    public static TheoryData<string, string> Runs =>
    [
        .. Makers.Keys.Select(optimizer => (Gpu.Name, optimizer)),
        .. TestedDevices.All.Where(device => device != Gpu).Select(device => (device.Name, "Adam")),
    ];

    private static readonly Dictionary<string, Func<Optimizer>> Makers = new()
    {
        ["Sgd"] = () => new Sgd(0.02f, momentum: 0.9f, nesterov: true, weightDecay: 1e-3f),
        ["Adam"] = () => new Adam(1e-3f, amsgrad: true),
        ["AdamW"] = () => new AdamW(1e-3f),
        ["RmsProp"] = () => new RmsProp(1e-4f, momentum: 0.5f, centered: true, epsilon: 1e-4f),
        ["Adagrad"] = () => new Adagrad(),
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Five_steps_of_training_there_follow_the_processor(string device, string optimizer)
    {
        float[] here = await Train(Device.Cpu, optimizer), there = await Train(Device.Named(device), optimizer);
        Assert.Equal(5, here.Length);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal(here[i], there[i], 1e-3f * Math.Max(1, here[i]));
    }

    [Fact]
    public void A_single_layer_is_trained_there_as_on_the_processor()
    {
        float[] here = Descend(Device.Cpu), there = Descend(Gpu);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal(here[i], there[i], 1e-5f);

        static float[] Descend(Device device)
        {
            Tensor x = Tensor.Uniform([4, 3], new RandomStream(1), -1, 1).To(device);
            Tensor w = Tensor.Uniform([3, 2], new RandomStream(2), -1, 1).To(device);
            w.RequiresGrad = true;
            var optimizer = new Sgd(0.1f);
            for (int step = 0; step < 3; step++)
            {
                Ops.SoftmaxCrossEntropy.Apply(Ops.MatMul.Apply(x, w), [0, 1, 1, 0]).Backward();
                optimizer.Step([w]);
                w.Grad = null;
            }

            return w.ToArray();
        }
    }

    [Fact]
    public void Groups_that_wait_for_each_other_compute_the_same()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu(threads: 4);
        Tensor a = Tensor.Uniform([37, 70], new RandomStream(1)), b = Tensor.Uniform([70, 21], new RandomStream(2));
        Tensor expected = Ops.MatMul.Apply(a, b);
        Tensor actual = Ops.MatMul.Apply(a.To(device), b.To(device));
        for (int i = 0; i < expected.Count; i++)
            Assert.Equal(expected.ToArray()[i], actual.ToArray()[i], 1e-4f);
        float sum = Ops.Sum.Apply(a).Item();
        Assert.Equal(sum, Ops.Sum.Apply(a.To(device)).Item(), 1e-3f * Math.Abs(sum));
    }

    [Fact]
    public void Where_memory_is_short_the_message_says_what_was_asked_for_and_what_is_free()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu();
        device.Launcher.Pool.Limit = 1 << 20;
        Tensor large = Tensor.Zeros([1 << 19]);
        DeviceMemoryException error = Assert.Throws<DeviceMemoryException>(() => large.To(device).OnDevice());
        Assert.Contains("2.0 MiB", error.Message, StringComparison.Ordinal);
        Assert.Contains("1.0 MiB of 1.0 MiB are free", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("notebook", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Ops.Relu.Apply(Tensor.From([3], [1]).To(device)).Item());
    }

    [Fact]
    public void Where_other_programs_have_the_memory_the_message_says_how_much_and_what_to_do()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu();
        device.Launcher.Pool.Limit = 8 << 20;
        device.Launcher.Pool.FreeBytes = () => 1 << 20;
        Tensor small = Tensor.Zeros([1 << 18]).To(device);
        small.OnDevice();
        DeviceMemoryException error = Assert.Throws<DeviceMemoryException>(() => Tensor.Zeros([1 << 21]).To(device).OnDevice());
        Assert.Contains("no room for another 8.0 MiB: 1.0 MiB of 8.0 MiB are free", error.Message, StringComparison.Ordinal);
        Assert.Contains("This program has 1.0 MiB, other programs and the driver have 6.0 MiB", error.Message, StringComparison.Ordinal);
        Assert.Contains("close another notebook", error.Message, StringComparison.Ordinal);
        Assert.Contains("Device.Named(\"gpu-cpu\").Trim()", error.Message, StringComparison.Ordinal);
        Assert.Contains("smaller batches", error.Message, StringComparison.Ordinal);
        Assert.Equal(6L << 20, error.OthersBytes);
        GC.KeepAlive(small);
    }

    [Fact]
    public void A_lost_device_says_so_from_then_on_and_the_processor_goes_on()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu();
        Tensor x = Tensor.From([-1, 2], [2]).To(device);
        x.OnDevice();
        device.Launcher.Lose(new DeviceException("Device gpu-cpu was lost."));
        Assert.Contains("was lost", Assert.Throws<DeviceException>(() => Ops.Relu.Apply(x)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Ops.Relu.Apply(Tensor.From([2], [1])).Item());
    }

    [Fact]
    public void Memory_is_used_again()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu();
        for (int i = 0; i < 3; i++)
        {
            using GpuMemory memory = device.Launcher.Take(1000);
            Assert.Equal(1000, memory.Length);
        }

        Assert.InRange(device.TakenBytes, 4000, 4600);
        device.Trim();
        Assert.Equal(0, device.TakenBytes);
    }

    private static async Task<float[]> Train(Device device, string optimizer)
    {
        Nn.Sequential model = new Nn.Sequential(
            new Nn.Conv2d(1, 8, kernel: 3), new Nn.Relu(), new Nn.MaxPool2d(2),
            new Nn.Conv2d(8, 8, kernel: 3, padding: 1), new Nn.BatchNorm2d(8), new Nn.Relu(), new Nn.AvgPool2d(2),
            new Nn.Flatten(), new Nn.Dense(32, 16), new Nn.Relu(), new Nn.Dense(16, 4)).To(device);
        var trainer = new Trainer(model, Makers[optimizer](), Loss.SoftmaxCrossEntropy) { ClipNorm = 1 };
        History history = await trainer.FitAsync(new Images(), epochs: 1, batchSize: 4);
        return [.. history.StepLosses];
    }

    private sealed class Images : IDataset
    {
        public int Count => 20;

        public Shape SampleShape => [10, 10, 1];

        public IReadOnlyList<string> Classes => ["a", "b", "c", "d"];

        public int Label(int index) => index % 4;

        public void Read(int index, Span<float> sample)
        {
            var random = new RandomStream(5, (ulong)index);
            foreach (ref float value in sample)
                value = random.NextSingle(-1, 1) + index % 4;
        }
    }
}
