using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

public class TorchDeviceTests
{
    private static Device Torch => Device.Named("torch");

    [Fact]
    public void It_is_listed_with_what_drives_it_and_says_why_there_is_no_GPU()
    {
        LibTorch.SkipIfMissing();
        DeviceInfo torch = Device.All.Single(info => info.Name == "torch");
        Assert.True(torch.IsPresent);
        Assert.StartsWith("TorchSharp 0.107", torch.Driver, StringComparison.Ordinal);
        DeviceInfo cuda = Device.All.Single(info => info.Name == "torch-cuda");
        Assert.True(cuda.IsGpu);
        if (!cuda.IsPresent)
            Assert.Contains("LeptonCuda", cuda.Absence, StringComparison.Ordinal);
    }

    public static TheoryData<string> Optimizers => [.. Makers.Keys];

    private static readonly Dictionary<string, Func<Optimizer>> Makers = new()
    {
        ["Sgd"] = () => new Sgd(0.02f, momentum: 0.9f, nesterov: true, weightDecay: 1e-3f),
        ["Adam"] = () => new Adam(1e-3f, amsgrad: true),
        ["AdamW"] = () => new AdamW(1e-3f),
        ["RmsProp"] = () => new RmsProp(1e-4f, momentum: 0.5f, centered: true, epsilon: 1e-4f),
        ["Adagrad"] = () => new Adagrad(),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public async Task Training_there_follows_training_on_the_processor(string optimizer)
    {
        LibTorch.SkipIfMissing();
        float[] here = await Train(Device.Cpu, optimizer), there = await Train(Torch, optimizer);
        Assert.Equal(here.Length, there.Length);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal(here[i], there[i], 2e-3f * Math.Max(1, here[i]));
    }

    [Fact]
    public void What_a_convolutional_network_needs_runs_there_and_not_on_the_fallback()
    {
        LibTorch.SkipIfMissing();
        string[] needed =
        [
            "Conv2d", "Conv2dActivation", "Conv2dReluPool", "MaxPool2d", "AvgPool2d", "BatchNorm", "Dense", "DenseActivation",
            "MatMul", "Relu", "AddRelu", "Sum", "Gradients", "SgdStep", "AdamStep",
        ];
        Assert.Empty(needed.Intersect(Torch.Missing));
        Assert.True(Torch.HasKernel<Ops.SoftmaxCrossEntropy.IKernel>());
    }

    [Fact]
    public void Memory_is_shared_both_ways()
    {
        LibTorch.SkipIfMissing();
        Tensor ours = Tensor.From([1, 2, 3, 4], [2, 2]).To(Torch);
        using TorchTensor theirs = TorchTensors.ToTorch(ours);
        theirs.mul_(10);
        Assert.Equal([10f, 20f, 30f, 40f], ours.ToArray());

        using TorchTensor made = TorchSharp.torch.ones(2, 3);
        Tensor back = TorchTensors.FromTorch(made);
        made.add_(4);
        Assert.Same(Torch, back.Device);
        Assert.Equal([5f, 5f, 5f, 5f, 5f, 5f], back.ToArray());
    }

    [Fact]
    public void Images_in_channels_last_order_are_not_copied_and_others_are_turned()
    {
        LibTorch.SkipIfMissing();
        Tensor images = Both.Draw([2, 4, 5, 3], 1).To(Torch);
        using TorchTensor theirs = TorchTensors.ImagesToTorch(images);
        Assert.Equal([2L, 3L, 4L, 5L], theirs.shape);
        Assert.True(theirs.permute(0, 2, 3, 1).is_contiguous());
        Assert.Equal(images.ToArray(), TorchTensors.ImagesFromTorch(theirs).ToArray());
        Tensor back = TorchTensors.ImagesFromTorch(theirs);
        theirs.zero_();
        Assert.All(back.ToArray(), value => Assert.Equal(0, value));

        using TorchTensor turned = TorchSharp.torch.arange(12, TorchSharp.torch.ScalarType.Float32).view(1, 3, 2, 2);
        Assert.Equal([0f, 4f, 8f, 1f, 5f, 9f, 2f, 6f, 10f, 3f, 7f, 11f], TorchTensors.ImagesFromTorch(turned).ToArray());
    }

    [Fact]
    public void Weights_and_numbers_of_other_types_are_converted()
    {
        LibTorch.SkipIfMissing();
        Tensor weights = Both.Draw([3, 2, 4, 5], 2);
        using TorchTensor theirs = TorchTensors.KernelsToTorch(weights);
        Assert.Equal([5L, 4L, 3L, 2L], theirs.shape);
        Assert.Equal(weights.ToArray(), TorchTensors.KernelsFromTorch(theirs).ToArray());
        Assert.Equal([0f, 1f, 2f], TorchTensors.FromTorch(TorchSharp.torch.arange(3, TorchSharp.torch.ScalarType.Int64)).ToArray());
    }

    [Fact]
    public void Its_failures_are_told_without_a_stack()
    {
        LibTorch.SkipIfMissing();
        Tensor x = Tensor.Zeros([2, 3], Torch);
        DeviceException error = Assert.Throws<DeviceException>(
            () => Torch.Kernel<Ops.Dense.IKernel>().Forward(x, x, null, Tensor.Zeros([2, 2], Torch)));
        Assert.StartsWith("Device torch: libtorch says: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    private static async Task<float[]> Train(Device device, string optimizer)
    {
        Sequential model = new Sequential(
            new Conv2d(1, 8, kernel: 3), new Relu(), new MaxPool2d(2),
            new Conv2d(8, 8, kernel: 3, padding: 1), new BatchNorm2d(8), new Relu(), new AvgPool2d(2),
            new Flatten(), new Dense(32, 16), new Relu(), new Dense(16, 4)).To(device);
        var trainer = new Trainer(model, Makers[optimizer](), Loss.SoftmaxCrossEntropy) { ClipNorm = 1 };
        History history = await trainer.FitAsync(new Images(), epochs: 2, batchSize: 8, validation: new Images());
        return [.. history.StepLosses, (float)history.Epochs[^1].Validation!.Loss];
    }

    private sealed class Images : IDataset
    {
        public int Count => 24;

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
