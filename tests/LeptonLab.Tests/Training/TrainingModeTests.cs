using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class TrainingModeTests
{
    private static readonly RandomImages Train = new([3, 3, 1], 2, 8);

    [Fact]
    public async Task Steps_train_evaluations_do_not_and_what_was_set_comes_back()
    {
        var seen = new List<bool>();
        var model = new Sequential(new Flatten(), new Dense(9, 4), new Relu(), new Dense(4, 2));
        using IDisposable hook = model.Layers[^1].OnForward((layer, _, _) => seen.Add(layer.IsTraining));
        model.Layers[0].Train();
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(Train, epochs: 1, batchSize: 4, validation: Train);
        Assert.Equal([true, true, false], seen);
        Assert.Equal([true, false, false, false], model.Layers.Select(layer => layer.IsTraining));
        Assert.False(model.IsTraining);

        model.Train();
        trainer.Predict(Tensor.Ones([1, 3, 3, 1]));
        Assert.False(seen[^1]);
        Assert.True(model.Layers[^1].IsTraining);
    }

    [Fact]
    public async Task The_averaged_weights_are_evaluated_and_kept()
    {
        var model = new Sequential(new Flatten(), new Dense(9, 2));
        var average = WeightAverage.Exponential(0.9f);
        var watcher = new Watcher();
        var trainer = new Trainer(model, new Sgd(0.5f), Loss.SoftmaxCrossEntropy) { Average = average };
        watcher.Trainer = trainer;
        History history = await trainer.FitAsync(Train, epochs: 3, batchSize: 4, validation: Train, callbacks: [watcher]);

        // By hand: the same steps, an average of the weights after each of them.
        var other = new Sequential(new Flatten(), new Dense(9, 2));
        var byHand = new ByHand();
        var plain = new Trainer(other, new Sgd(0.5f), Loss.SoftmaxCrossEntropy);
        await plain.FitAsync(Train, epochs: 3, batchSize: 4, callbacks: [byHand]);
        float[] averaged = model.Parameters[0].ToArray();
        for (int i = 0; i < averaged.Length; i++)
            Assert.Equal(byHand.Average[i], averaged[i], 1e-6);
        Assert.NotEqual(other.Parameters[0].ToArray(), averaged);
        Assert.Equal(history.Epochs[^1].Validation!.Loss, trainer.Evaluate(Train).Loss);
        Assert.Equal(history.Epochs.Select(epoch => epoch.Validation!.Loss), watcher.Losses);
    }

    [Fact]
    public async Task A_trainer_trains_one_run_at_a_time()
    {
        var model = new Sequential(new Flatten(), new Dense(9, 2));
        var trainer = new Trainer(model, new Sgd(0.5f), Loss.SoftmaxCrossEntropy);
        using var gate = new ManualResetEventSlim();
        Task<History> first = trainer.FitAsync(Train, 1, 4, callbacks: [new Waiting(gate)]);
        Assert.Contains("training already", Assert.Throws<LeptonException>(() => { _ = trainer.FitAsync(Train, 1, 4); }).Message);
        gate.Set();
        await first;
        await trainer.FitAsync(Train, 1, 4);
    }

    private sealed class Watcher : TrainingCallback
    {
        internal Trainer? Trainer { get; set; }

        internal List<double> Losses { get; } = [];

        public override void OnEpoch(TrainingRun run, EpochResult epoch)
        {
            using IDisposable average = run.UseAverage();
            Losses.Add(Trainer!.Evaluate(Train).Loss);
        }
    }

    private sealed class ByHand : TrainingCallback
    {
        internal double[] Average { get; private set; } = [];

        public override void OnStep(TrainingRun run)
        {
            float[] weights = run.Model.Parameters[0].ToArray();
            Average = [.. weights.Select((weight, i) => Average.Length == 0 ? weight : 0.9 * Average[i] + 0.1 * weight)];
        }

        public override void OnEpoch(TrainingRun run, EpochResult epoch) => Assert.Same(epoch, run.History.Epochs[^1]);

        public override void OnStart(TrainingRun run) => Average = [];
    }

    private sealed class Waiting(ManualResetEventSlim gate) : TrainingCallback
    {
        public override void OnStart(TrainingRun run) => gate.Wait(TimeSpan.FromSeconds(20));
    }
}
