using LeptonLab.Data;

namespace LeptonLab.Training;

public partial class Trainer<TBatch>
{
    /// <summary>
    /// Looks for a good learning rate by the range test of Smith ("Cyclical Learning Rates for Training Neural Networks",
    /// WACV 2017, §3.3): some steps whose rate grows exponentially from very small to too large. Model and optimizer are
    /// afterwards as they were before.
    /// </summary>
    /// <param name="train">The training samples; they are gone through as often as it takes.</param>
    /// <param name="from">The first learning rate.</param>
    /// <param name="to">The last one; the search ends before it when the loss explodes.</param>
    /// <param name="steps">How many steps to make at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    /// <exception cref="LeptonException">There are no samples.</exception>
    public async Task<LearningRateSearch> FindLearningRateAsync(
        IBatchSource<TBatch> train, float from = 1e-6f, float to = 1, int steps = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        var ramp = new LearningRateRamp(from, to, steps);
        var trial = new LearningRateTrial(steps);
        IReadOnlyList<Tensor> parameters = Model.Parameters;
        SavedState optimizer = Optimizer.ExportState(parameters);
        (Tensor Weight, Tensor Before)[] weights = [.. Model.Weights().Select(weight => (weight.Value, weight.Value.Clone()))];
        Dictionary<string, RandomText> draws = RandomLayers.Export(Model);
        try
        {
            await FitAsync(new TrainingPlan<TBatch>(train, steps)
            {
                Schedule = ramp,
                IsTrial = true,
                Callbacks = [trial],
                CancellationToken = cancellationToken,
            });
        }
        finally
        {
            Optimizer.ImportState(optimizer, parameters);
            foreach ((Tensor weight, Tensor before) in weights)
                weight.CopyFrom(before);
            RandomLayers.Import(Model, draws);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return trial.Result;
    }
}
