using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Tests.Devices;

/// <summary>A device that computes nothing but ReLU itself trains to the processor's bits, through the mirrors of its tensors.</summary>
public class TrainingOnADeviceTests
{
    private static readonly RandomImages Data = new([12, 12, 1], 4, 22);

    private readonly FakeDevice _device = new();

    public static TheoryData<string> Optimizers => [.. Makers.Keys];

    private static readonly Dictionary<string, Func<Optimizer>> Makers = new()
    {
        ["Sgd"] = () => new Sgd(0.02f, momentum: 0.9f, nesterov: true, weightDecay: 1e-3f),
        ["Adam"] = () => new Adam(1e-2f, amsgrad: true),
        ["AdamW"] = () => new AdamW(1e-2f),
        ["RmsProp"] = () => new RmsProp(1e-3f, momentum: 0.5f, centered: true),
        ["Adagrad"] = () => new Adagrad(),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public async Task Training_has_the_bits_of_the_processor(string optimizer)
    {
        (string weights, float[] losses) = await Train(Device.Cpu, optimizer);
        (string there, float[] thoseLosses) = await Train(_device, optimizer);
        Assert.Equal(losses, thoseLosses);
        Assert.Equal(weights, there);
        Assert.True(_device.Uploads > 0);
    }

    [Fact]
    public async Task A_run_that_moves_half_way_has_the_same_bits()
    {
        (string weights, _) = await Train(Device.Cpu, "Adam", epochs: 2);
        Sequential model = Model();
        var trainer = new Trainer(model, Makers["Adam"](), Loss.SoftmaxCrossEntropy) { Average = WeightAverage.Exponential(0.9f) };
        var file = new Checkpointed();
        try
        {
            model.To(_device);
            await trainer.FitAsync(Data, epochs: 2, batchSize: 8, callbacks: [new StopAfter(4)], checkpoint: new CheckpointFile(file.Path));
            Sequential resumed = Model();
            var other = new Trainer(resumed, Makers["Adam"](), Loss.SoftmaxCrossEntropy) { Average = WeightAverage.Exponential(0.9f) };
            await other.FitAsync(Data, epochs: 2, batchSize: 8, callbacks: [new StopAfter(100)], checkpoint: new CheckpointFile(file.Path));
            Assert.Same(Device.Cpu, resumed.Device);
            Assert.Equal(weights, resumed.Fingerprint());
        }
        finally
        {
            file.Delete();
        }
    }

    [Fact]
    public async Task A_step_leaves_nothing_behind_on_the_device()
    {
        Sequential model = Model().To(_device);
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(Data, epochs: 1, batchSize: 8);
        long used = _device.Used;
        await trainer.FitAsync(Data, epochs: 2, batchSize: 8);
        Assert.Equal(used, _device.Used);
    }

    [Fact]
    public void A_model_saves_and_loads_from_any_device()
    {
        var file = new Checkpointed();
        try
        {
            Sequential model = Model();
            string fingerprint = model.Fingerprint();
            model.To(_device).Save(file.Path);
            Assert.Equal(fingerprint, model.Fingerprint());
            Sequential other = Model();
            other.Initialize(9);
            other.To(_device).Load(file.Path);
            Assert.Same(_device, other.Device);
            Assert.Equal(fingerprint, other.Fingerprint());
            Assert.Equal(fingerprint, other.To(Device.Cpu).Fingerprint());
        }
        finally
        {
            file.Delete();
        }
    }

    [Fact]
    public void Weights_that_were_not_drawn_yet_are_drawn_there()
    {
        Sequential drawn = Model(), moved = Model().To(_device);
        Assert.All(moved.Parameters, parameter => Assert.Same(_device, parameter.Device));
        Assert.All(moved.Buffers, buffer => Assert.Same(_device, buffer.Device));
        Assert.Equal(drawn.Fingerprint(), moved.Fingerprint());
    }

    [Fact]
    public void The_tensors_stay_the_same_objects_and_take_their_gradients_along()
    {
        var layer = new Dense(2, 1);
        Tensor weight = layer.Weight;
        layer.Forward(Tensor.Ones([1, 2])).Backward();
        layer.To(_device);
        Assert.Same(weight, layer.Weight);
        Assert.Same(_device, weight.Grad!.Device);
        Assert.Equal([1f, 1f], weight.Grad.ToArray());
    }

    [Fact]
    public void Inference_follows_the_model_and_has_the_bits_of_the_forward_pass()
    {
        Sequential model = Model();
        var session = new Inference(model, [2, 12, 12, 1]);
        Tensor x = Tensor.Uniform([2, 12, 12, 1], new(1, 1));
        session.Run(x);
        model.To(_device);
        string message = Assert.Throws<ArgumentException>(() => session.Run(x)).Message;
        Assert.Contains("x.To(model.Device)", message, StringComparison.Ordinal);
        Assert.Equal(model.Forward(x.To(_device)).ToArray(), session.Run(x.To(_device)).ToArray());
        model.Parameters[0].AsSpan()[0] += 1;
        Assert.Equal(model.Forward(x.To(_device)).ToArray(), session.Run(x.To(_device)).ToArray());
    }

    [Fact]
    public async Task Batches_of_tuples_are_brought_to_the_model()
    {
        Sequential model = new Sequential(new Dense(3, 2)).To(_device);
        (Tensor X, Tensor Y)[] pairs = [.. Enumerable.Range(0, 4).Select(i => (Tensor.Full([1, 3], i), Tensor.Full([1, 2], i)))];
        var trainer = new Trainer<(Tensor X, Tensor Y)>(model, new Sgd(0.01f), batch => Ops.MseLoss.Apply(model.Forward(batch.X), batch.Y));
        var source = new LeptonLab.Data.SampleBatches<(Tensor X, Tensor Y)>(4, 1, indices => pairs[indices[0]]);
        History history = await trainer.FitAsync(source, epochs: 2);
        Assert.Equal(8, history.StepLosses.Count);
    }

    [Fact]
    public async Task A_full_device_stops_training_at_a_named_step_and_says_what_batch_would_fit()
    {
        Sequential model = Model();
        float[][] before = [.. model.Parameters.Select(parameter => parameter.ToArray())];
        _device.Capacity = 40_000;
        model.To(_device);
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy, fuse: false);
        DeviceMemoryException error = await Assert.ThrowsAsync<DeviceMemoryException>(() => trainer.FitAsync(Data, epochs: 1, batchSize: 16));
        Assert.StartsWith("Training stopped in epoch 1 at step 1: Device fake has no room for another ", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"The batch has 16 samples; about [1248] should fit: batchSize: [1248]\.", error.Message);

        _device.Capacity = long.MaxValue;
        Assert.Equal(before, model.Parameters.Select(parameter => parameter.ToArray()));
        Assert.All(model.Parameters, parameter => Assert.Null(parameter.Grad));
        await trainer.FitAsync(Data, epochs: 1, batchSize: 16);
        Assert.NotEqual(before, model.Parameters.Select(parameter => parameter.ToArray()));
    }

    [Fact]
    public async Task A_lost_device_ends_the_run_at_a_named_step_and_the_processor_goes_on()
    {
        Sequential model = Model().To(_device);
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy, fuse: false);
        var progress = new Listener(report => _device.IsLost = report.Step == 2);
        DeviceException error = await Assert.ThrowsAsync<DeviceException>(
            () => trainer.FitAsync(Data, epochs: 1, batchSize: 8, progress: progress));
        Assert.StartsWith("Training stopped in epoch 1 at step 3: Device fake was lost.", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint", error.Message, StringComparison.Ordinal);
        await new Trainer(Model(), new Adam(), Loss.SoftmaxCrossEntropy).FitAsync(Data, epochs: 1, batchSize: 8);
    }

    private static async Task<(string Weights, float[] Losses)> Train(Device device, string optimizer, int epochs = 1)
    {
        Sequential model = Model().To(device);
        var trainer = new Trainer(model, Makers[optimizer](), Loss.SoftmaxCrossEntropy, fuse: false)
        {
            ClipNorm = optimizer == "Sgd" ? 0.5f : null,
            ClipValue = optimizer == "AdamW" ? 0.01f : null,
            BatchesPerStep = optimizer == "RmsProp" ? 2 : 1,
            Average = optimizer == "Adam" ? WeightAverage.Exponential(0.9f) : null,
        };
        History history = await trainer.FitAsync(Data, epochs, batchSize: 8, validation: Data);
        return (model.Fingerprint(), [.. history.StepLosses, (float)history.Epochs[^1].Validation!.Loss]);
    }

    private static Sequential Model() => new(
        new Conv2d(1, 4, kernel: 3), new BatchNorm2d(4), new Relu(), new MaxPool2d(2), new Dropout(0.2f),
        new Residual(new Conv2d(4, 4, kernel: 3, padding: 1)), new Relu(), new Flatten(), new Dense(100, 4));

    private sealed class Listener(Action<TrainingProgress> see) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => see(value);
    }

    private sealed class StopAfter(int steps) : TrainingCallback
    {
        public override void OnStep(TrainingRun run)
        {
            if (run.TotalSteps == steps)
                run.Stop("asked to");
        }
    }

    private sealed class Checkpointed
    {
        internal string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "run.safetensors");

        internal void Delete() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
