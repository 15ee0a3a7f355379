using LeptonLab.Data;
using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Tests.IO;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public sealed class CallbackTests : IDisposable
{
    private static readonly RandomImages Train = new([6, 6, 1], 4, 24);

    // Labels that nobody can foresee: the better the training, the worse the validation.
    private static readonly TensorDataset Noise = new(
        Tensor.Uniform([40, 6, 6, 1], new RandomStream(1), -1, 1), [.. Enumerable.Range(0, 40).Select(i => i % 4)], Train.Classes);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Early_stopping_ends_the_run_and_gives_back_the_best_weights()
    {
        (Trainer trainer, _) = Trainer();
        var stopping = new EarlyStopping(patience: 3);
        History history = await trainer.FitAsync(Train, epochs: 100, batchSize: 8, validation: Noise, callbacks: [stopping]);
        double[] losses = [.. history.Epochs.Select(epoch => epoch.Validation!.Loss)];
        int best = Array.IndexOf(losses, losses.Min());

        Assert.False(history.WasCancelled);
        Assert.Equal(best + 1, stopping.BestEpoch);
        Assert.Equal(best + 1 + 3, losses.Length);
        Assert.Equal(losses[best], trainer.Evaluate(Noise).Loss);
        Assert.Contains("the validation loss has not improved for 3 epochs", history.StopReason);
    }

    [Fact]
    public async Task A_small_improvement_does_not_count_where_a_difference_is_asked_for()
    {
        (Trainer trainer, _) = Trainer();
        var stopping = new EarlyStopping(patience: 2, minDelta: 100, restoreBest: false, goal: Goal.LowestTrainingLoss);
        History history = await trainer.FitAsync(Train, epochs: 100, batchSize: 8, callbacks: [stopping]);
        Assert.Equal(3, history.Epochs.Count);
        Assert.Equal(1, stopping.BestEpoch);
    }

    [Fact]
    public async Task The_best_checkpoint_holds_the_weights_of_the_best_epoch()
    {
        (Trainer trainer, Sequential model) = Trainer();
        string file = Path.Combine(_folder.Path, "best.safetensors");
        var best = new BestCheckpoint(file);
        History history = await trainer.FitAsync(Train, epochs: 12, batchSize: 8, validation: Noise, callbacks: [best]);
        double least = history.Epochs.Min(epoch => epoch.Validation!.Loss);
        Assert.NotEqual(least, trainer.Evaluate(Noise).Loss);
        model.Load(file);
        Assert.Equal(least, trainer.Evaluate(Noise).Loss);
        Assert.Equal(least, best.Best);
    }

    [Fact]
    public async Task A_callback_sees_every_step_and_epoch_and_may_stop_in_the_middle_of_one()
    {
        var calls = new List<string>();
        (Trainer trainer, _) = Trainer();
        History history = await trainer.FitAsync(Train, epochs: 5, batchSize: 8, callbacks: [new Recorder(calls, stopAt: 5)]);
        Assert.Equal(
            ["start", "1/1", "1/2", "1/3", "epoch 1", "2/1", "2/2", "end"], calls);
        Assert.True(history.WasCancelled);
        Assert.Equal("five is enough", history.StopReason);
    }

    [Fact]
    public async Task What_a_callback_measures_can_be_watched_by_the_next_one()
    {
        (Trainer trainer, _) = Trainer();
        History history = await trainer.FitAsync(
            Train, epochs: 20, batchSize: 8, callbacks: [new Recorder([], stopAt: -1), new EarlyStopping(2, goal: Goal.Highest("minus epoch"))]);
        Assert.Equal(3, history.Epochs.Count);
        Assert.Equal(-3, history.Epochs[^1].Metrics["minus epoch"]);
    }

    [Fact]
    public async Task Watching_what_nobody_measures_is_refused_with_what_there_is()
    {
        (Trainer trainer, _) = Trainer();
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(Train, 2, 8, callbacks: [new EarlyStopping(1)]));
        Assert.Contains("the validation loss was to be watched", error.Message);
        Assert.Contains("There are no validation data", error.Message);
        error = await Assert.ThrowsAsync<LeptonException>(
            () => trainer.FitAsync(Train, 2, 8, validation: Noise, callbacks: [new BestCheckpoint("x", Goal.Highest("mIoU"))]));
        Assert.Contains("'mIoU'", error.Message);
        Assert.Contains("'accuracy'", error.Message);
    }

    [Fact]
    public async Task TensorBoard_gets_every_step_and_epoch()
    {
        (Trainer trainer, Sequential model) = Trainer();
        History history = await trainer.FitAsync(
            Train, epochs: 2, batchSize: 8, validation: Noise, callbacks: [new TensorBoardCallback(_folder.Path)]);
        TensorBoardValue[] values = [.. TensorBoardReader.Read(Directory.GetFiles(_folder.Path).Single())];
        Assert.Equal(history.StepLosses, Scalars("loss/step"));
        Assert.Equal(history.StepLearningRates, Scalars("learning_rate"));
        Assert.Equal(history.Epochs.Select(epoch => (float)epoch.Validation!.Accuracy), Scalars("accuracy/validation"));
        Assert.Equal(2 * model.Parameters.Count, values.OfType<TensorBoardHistogram>().Count());
        Assert.Equal([3, 6], values.OfType<TensorBoardScalar>().Where(value => value.Tag == "loss/training").Select(value => value.Step));

        IEnumerable<float> Scalars(string tag) => values.OfType<TensorBoardScalar>().Where(value => value.Tag == tag).Select(value => value.Value);
    }

    public void Dispose() => _folder.Dispose();

    private static (Trainer Trainer, Sequential Model) Trainer()
    {
        var model = new Sequential(new Flatten(), new Dense(36, 16), new Relu(), new Dense(16, 4));
        return (new Trainer(model, new Adam(1e-2f), Loss.SoftmaxCrossEntropy), model);
    }

    private sealed class Recorder(List<string> calls, int stopAt) : TrainingCallback
    {
        public override void OnStart(TrainingRun run) => calls.Add("start");

        public override void OnStep(TrainingRun run)
        {
            calls.Add($"{run.Epoch}/{run.Step}");
            if (run.TotalSteps == stopAt)
                run.Stop("five is enough");
        }

        public override void OnEpoch(TrainingRun run, EpochResult epoch)
        {
            calls.Add($"epoch {epoch.Epoch}");
            run.Report("minus epoch", -epoch.Epoch);
        }

        public override void OnEnd(TrainingRun run) => calls.Add("end");
    }
}
