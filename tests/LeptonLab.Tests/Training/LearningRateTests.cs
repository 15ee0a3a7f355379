using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class LearningRateTests
{
    private static readonly RandomImages Train = new([12, 12, 1], 4, 64);

    [Fact]
    public async Task The_search_leaves_everything_as_it_was_and_its_suggestion_learns()
    {
        Sequential model = SmallCnn.Create(Train.SampleShape, 4);
        var trainer = new Trainer(model, new Adam(7e-4f), Loss.SoftmaxCrossEntropy) { Average = WeightAverage.Exponential() };
        await trainer.FitAsync(Train, epochs: 1, batchSize: 16);
        string before = model.Fingerprint();
        SavedState optimizer = trainer.Optimizer.ExportState(model.Parameters);

        LearningRateSearch search = await trainer.FindLearningRateAsync(Train, batchSize: 16, from: 1e-6f, to: 10);
        Assert.Equal(before, model.Fingerprint());
        SavedState after = trainer.Optimizer.ExportState(model.Parameters);
        Assert.Equal(optimizer.Numbers, after.Numbers);
        Assert.All(optimizer.Tensors, tensor => Assert.Equal(tensor.Value.ToArray(), after.Tensors[tensor.Key].ToArray()));
        Assert.Equal(7e-4f, trainer.Optimizer.LearningRate);

        Assert.InRange(search.LearningRates.Count, 20, 100);
        Assert.Equal(1e-6f, search.LearningRates[0]);
        Assert.Equal(search.LearningRates.Count, search.SmoothedLosses.Count);
        Assert.InRange(search.Suggestion!.Value, 1e-5f, 0.1f);

        model.Initialize(5);
        var second = new Trainer(model, new Adam(search.Suggestion.Value), Loss.SoftmaxCrossEntropy);
        History history = await second.FitAsync(Train, epochs: 10, batchSize: 16);
        Assert.True(history.Epochs[^1].Loss < 0.5 * history.Epochs[0].Loss);
    }

    [Fact]
    public async Task The_search_ends_where_the_loss_explodes()
    {
        // (w + b − y)² with two values of y falls for rates below 1/2 and grows beyond.
        var model = new Dense(1, 1);
        var trainer = new Trainer<float>(model, new Sgd(1), y => Ops.MseLoss.Apply(model.Forward(Tensor.Ones([1, 1])), Tensor.Full([1, 1], y)));
        LearningRateSearch search = await trainer.FindLearningRateAsync(new SampleBatches<float>(2, 1, indices => 90 + 20 * indices[0]), from: 1e-4f, to: 1e4f, steps: 200);
        Assert.InRange(search.LearningRates[^1], 0.5f, 50);
        Assert.InRange(search.Suggestion!.Value, 1e-3f, 0.5f);
    }

    [Fact]
    public async Task A_cancelled_search_leaves_everything_as_it_was()
    {
        Sequential model = SmallCnn.Create(Train.SampleShape, 4);
        string before = model.Fingerprint();
        var trainer = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy);
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(30);
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => trainer.FindLearningRateAsync(Train, 16, steps: 100_000, cancellationToken: cancellation.Token));
        Assert.Equal(before, model.Fingerprint());
    }

    [Fact]
    public async Task Schedules_count_steps_or_epochs_and_follow_the_validation()
    {
        Assert.Equal([0.1f, 0.1f, 0.05f, 0.05f, 0.025f, 0.025f], await Rates(new StepSchedule(0.1, every: 1, factor: 0.5), perEpoch: true));
        Assert.Equal([0.1f, 0.05f, 0.025f, 0.0125f, 0.00625f, 0.003125f], await Rates(new StepSchedule(0.1, every: 1, factor: 0.5), perEpoch: false));
        // A goal that never improves: the rate falls after each epoch but the first.
        Assert.Equal(
            [0.1f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f],
            await Rates(new PlateauSchedule(0.1, factor: 0.5, patience: 0), perEpoch: false, Goal.Highest("accuracy that never changes")));

        static async Task<IReadOnlyList<float>> Rates(ISchedule schedule, bool perEpoch, Goal? goal = null)
        {
            var model = new Dense(1, 1);
            var trainer = new Trainer<float>(model, new Sgd(1), (x, measures) =>
            {
                measures.Add("accuracy that never changes", 1);
                return Ops.MseLoss.Apply(model.Forward(Tensor.Full([1, 1], x)), Tensor.Ones([1, 1]));
            })
            {
                Schedule = schedule,
                SchedulePerEpoch = perEpoch,
                ScheduleGoal = goal,
            };
            return (await trainer.FitAsync(new SampleBatches<float>(2, 1, _ => 1), epochs: 3)).StepLearningRates;
        }
    }

    [Fact]
    public async Task The_gradient_is_clipped_and_its_length_kept_in_the_history()
    {
        var model = new Dense(1, 1);
        var trainer = new Trainer<float>(model, new Sgd(1), x => Ops.MseLoss.Apply(model.Forward(Tensor.Full([1, 1], x)), Tensor.Full([1, 1], 1000)))
        {
            ClipNorm = 0.5f,
        };
        float[] before = [model.Weight.Item(), model.Bias!.Item()];
        History history = await trainer.FitAsync(new SampleBatches<float>(1, 1, _ => 1), epochs: 1);
        float moved = MathF.Sqrt(MathF.Pow(model.Weight.Item() - before[0], 2) + MathF.Pow(model.Bias!.Item() - before[1], 2));
        Assert.Equal(0.5f, moved, 1e-4f);
        Assert.Equal(2 * (1000 - before[0] - before[1]) * MathF.Sqrt(2), history.StepGradientNorms.Single(), 0.5f);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(model, new Sgd(1), _ => Tensor.Ones([])) { ClipNorm = 0 });
    }
}
