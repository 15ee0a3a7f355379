namespace LeptonLab.Training;

public partial class Trainer<TBatch>
{
    private const string OptimizerState = "optimizer", ScheduleState = "schedule", AverageState = "average";
    private (string Path, Checkpoint Checkpoint)? _resumed;

    /// <summary>
    /// Loads a training run from a file that a <see cref="CheckpointFile"/> named: weights, optimizer, schedule, average.
    /// The next FitAsync goes on with it, and must be given the same data. FitAsync does this by itself when the file that
    /// it is to write is there; this is for a look at the weights, or a change of the learning rate, before.
    /// </summary>
    /// <exception cref="LeptonException">
    /// The file cannot be read, is damaged, or is the checkpoint of another model, optimizer or trainer; the message says in
    /// what they differ.
    /// </exception>
    public void Resume(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var checkpoint = Checkpoint.Read(path);
        RestoreTrainer(path, checkpoint);
        _resumed = (path, checkpoint);
        Averaged.ModelIsRaw = true;
    }

    private Dictionary<string, string> Identity => new(RunIdentity.OfModel(Model))
    {
        ["loss"] = LossName,
        ["optimizer"] = Optimizer.GetType().Name,
        ["schedule"] = RunIdentity.Of(Schedule, SchedulePerEpoch),
        ["largest length of the gradient"] = ClipNorm?.ToString("R") ?? "none",
        ["largest number in the gradient"] = ClipValue?.ToString("R") ?? "none",
        ["batches per step"] = $"{BatchesPerStep}",
        ["average of the weights"] = Average is null ? "none" : nameof(WeightAverage),
    };

    /// <summary>Everything that the next step of a run depends on.</summary>
    private Checkpoint Capture(TrainingPlan<TBatch> plan, TrainingRun run, TrainingStep<TBatch> step)
    {
        var states = new Dictionary<string, SavedState> { [OptimizerState] = Optimizer.ExportState(step.Parameters) };
        if (Schedule is not null)
            states[ScheduleState] = Schedule.ExportState();
        if (Average is not null)
            states[AverageState] = Average.ExportState();
        for (int i = 0; i < plan.Callbacks.Count; i++)
        {
            if (plan.Callbacks[i].ExportState() is { } state)
                states[CallbackState(i)] = state;
        }

        var tensors = new Dictionary<string, Tensor>();
        foreach ((string name, Tensor weight) in Model.Weights())
            tensors[ModelTensor(name)] = weight;
        for (int i = 0; i < step.Gradients.Sums.Count; i++)
        {
            if (step.Gradients.Sums[i] is { } sum)
                tensors[GradientTensor(i)] = sum;
        }

        foreach ((string name, SavedState state) in states)
        {
            foreach ((string key, Tensor tensor) in state.Tensors)
                tensors[$"{name}/{key}"] = tensor;
        }

        var text = new CheckpointText(
            Identity,
            plan.Identity.ToDictionary(),
            run.Export(),
            HistoryRecord.Export(run.History, tensors),
            [.. run.History.StepMetrics.Keys],
            states.ToDictionary(state => state.Key, state => new StateText(state.Value.Kind, new(state.Value.Numbers))),
            RandomLayers.Export(Model));
        return new Checkpoint(text, tensors);
    }

    // Puts a run where it was interrupted, if there is a checkpoint to go on from.
    private void Restore(TrainingPlan<TBatch> plan, TrainingRun run, TrainingStep<TBatch> step)
    {
        string? path = _resumed?.Path;
        Checkpoint? checkpoint = _resumed?.Checkpoint;
        if (checkpoint is null && plan.Checkpoint is { Resume: true } file && File.Exists(file.Path))
            (path, checkpoint) = (file.Path, Checkpoint.Read(file.Path));
        if (checkpoint is null)
            return;

        RunIdentity.Check(path!, checkpoint.Text.Data, plan.Identity);
        if (_resumed is null)
            RestoreTrainer(path!, checkpoint);
        for (int i = 0; i < plan.Callbacks.Count; i++)
        {
            if (checkpoint.Text.States.ContainsKey(CallbackState(i)))
                plan.Callbacks[i].ImportState(checkpoint.State(CallbackState(i)));
        }

        for (int i = 0; i < step.Parameters.Count; i++)
        {
            if (checkpoint.Tensors.TryGetValue(GradientTensor(i), out Tensor? sum))
                step.Gradients.Set(i, sum, step.Parameters[i]);
        }

        run.Import(checkpoint.Text.Run);
        run.History = HistoryRecord.Import(checkpoint);
        _resumed = null;
    }

    private void RestoreTrainer(string path, Checkpoint checkpoint)
    {
        SavedState optimizer = checkpoint.State(OptimizerState);
        Dictionary<string, string> here = Identity, there = new(checkpoint.Text.Trainer);
        if (Schedule is null && !KnowsLearningRate(checkpoint.Text.Run, optimizer))
            (here["learning rate"], there["learning rate"]) = ($"{Optimizer.LearningRate:R}", $"{checkpoint.Text.Run.FirstLearningRate:R}");
        RunIdentity.Check(path, there, here);
        KeyValuePair<string, Tensor>[] weights = [.. Model.Weights()];
        Tensor[] saved = [.. weights.Select(weight => checkpoint.Tensor(ModelTensor(weight.Key)))];
        for (int i = 0; i < weights.Length; i++)
        {
            if (saved[i].Shape != weights[i].Value.Shape)
                throw Checkpoint.Damaged(path, $"'{weights[i].Key}' has the shape {saved[i].Shape}, not {weights[i].Value.Shape}");
        }

        Optimizer.ImportState(optimizer, Model.Parameters);
        Schedule?.ImportState(checkpoint.State(ScheduleState));
        Average?.ImportState(checkpoint.State(AverageState));
        for (int i = 0; i < weights.Length; i++)
            weights[i].Value.CopyFrom(saved[i]);
        RandomLayers.Import(Model, checkpoint.Text.RandomLayers);
    }

    // Whether the rate is the one that the optimizer was made with, or that somebody set in between.
    private bool KnowsLearningRate(RunText run, SavedState optimizer) =>
        Optimizer.LearningRate == run.FirstLearningRate || Optimizer.LearningRate == optimizer.Number(nameof(Optimizer.LearningRate));

    private static string CallbackState(int number) => $"callback {number}";

    private static string ModelTensor(string name) => $"model/{name}";

    private static string GradientTensor(int parameter) => $"gradient/{parameter}";
}
