using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class TrainerTests
{
    private static readonly RandomImages Train = new([12, 12, 1], 4, 64);

    [Fact]
    public async Task A_model_learns_and_the_history_tells()
    {
        Sequential model = SmallCnn.Create(Train.SampleShape, 4);
        var trainer = new Trainer(model, new Adam(3e-3f), Loss.SoftmaxCrossEntropy);
        var reports = new List<TrainingProgress>();
        History history = await trainer.FitAsync(Train, epochs: 15, batchSize: 16, validation: Train, progress: new Listener(reports.Add));

        Assert.Equal(15, history.Epochs.Count);
        Assert.Equal(15 * 4, history.StepLosses.Count);
        Assert.True(history.Epochs[^1].Loss < 0.1 * history.Epochs[0].Loss, $"{history.Epochs[^1].Loss}");
        Assert.Equal(1, history.Epochs[^1].Validation!.Accuracy);
        Assert.Equal(1, trainer.Evaluate(Train).Accuracy);
        Assert.Equal(15 * 5, reports.Count);
        Assert.Equal(1, reports[^1].Fraction);
    }

    [Fact]
    public async Task Momentum_descends_too()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new Sgd(0.02f, momentum: 0.9f), Loss.SoftmaxCrossEntropy);
        History history = await trainer.FitAsync(Train, epochs: 10, batchSize: 16);
        Assert.True(history.Epochs[^1].Loss < 0.3 * history.Epochs[0].Loss, $"{history.Epochs[^1].Loss}");
    }

    [Fact]
    public async Task Two_classes_can_be_learnt_with_the_log_sigmoid_loss()
    {
        var data = new RandomImages([12, 12, 1], 2, 64);
        var model = new Sequential(new Flatten(), new Dense(144, 1));
        var trainer = new Trainer(model, new Adam(1e-2f), Loss.LogSigmoid);
        await trainer.FitAsync(data, epochs: 20, batchSize: 16);
        Assert.Equal(1, trainer.Evaluate(data).Accuracy);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_was_learnt()
    {
        Sequential model = SmallCnn.Create(Train.SampleShape, 4);
        string before = model.Fingerprint();
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy);
        History history = await trainer.FitAsync(
            Train, epochs: 100, batchSize: 16, cancellationToken: cancellation.Token, progress: new Listener(report =>
            {
                if (report is { Epoch: 2, Step: 2 })
                    cancellation.Cancel();
            }));
        Assert.True(history.WasCancelled);
        Assert.Single(history.Epochs);
        Assert.Equal(6, history.StepLosses.Count);
        Assert.NotEqual(before, model.Fingerprint());
    }

    [Fact]
    public async Task A_diverging_run_stops_and_names_the_step_and_the_learning_rate()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new Sgd(1e12f), Loss.SoftmaxCrossEntropy);
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(Train, epochs: 5, batchSize: 16));
        Assert.Contains("step", error.Message);
        Assert.Contains("learning rate", error.Message);
    }

    [Fact]
    public async Task NaN_in_the_data_is_named_as_the_cause()
    {
        Tensor images = Tensor.Zeros([4, 12, 12, 1]);
        images[2, 3, 3, 0] = float.NaN;
        var data = new TensorDataset(images, [0, 1, 2, 3], ["a", "b", "c", "d"]);
        var trainer = new Trainer(SmallCnn.Create([12, 12, 1], 4), new Adam(), Loss.SoftmaxCrossEntropy);
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(data, epochs: 1, batchSize: 4));
        Assert.Contains("The cause is in the data: 1 of", error.Message);
    }

    [Fact]
    public async Task A_batch_larger_than_the_data_is_refused()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new Adam(), Loss.SoftmaxCrossEntropy);
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(Train, epochs: 1, batchSize: 65));
        Assert.Contains("65", error.Message);
        Assert.Contains("64", error.Message);
    }

    [Fact]
    public async Task A_model_with_the_wrong_number_of_outputs_is_refused_before_training()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 3), new Adam(), Loss.SoftmaxCrossEntropy);
        var error = await Assert.ThrowsAsync<ShapeException>(() => trainer.FitAsync(Train, epochs: 1));
        Assert.Contains("[4]", error.Message);
        Assert.Contains("[3]", error.Message);
    }

    [Fact]
    public void Probabilities_sum_to_one()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new Adam(), Loss.SoftmaxCrossEntropy);
        Tensor p = trainer.Predict(BatchLoader.Read(Train, [0, 1, 2]).Images);
        Assert.Equal(new Shape(3, 4), p.Shape);
        for (int n = 0; n < 3; n++)
            Assert.Equal(1, p.AsSpan().Slice(4 * n, 4).ToArray().Sum(), 1e-6f);
    }

    private sealed class Listener(Action<TrainingProgress> listen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => listen(value);
    }
}
