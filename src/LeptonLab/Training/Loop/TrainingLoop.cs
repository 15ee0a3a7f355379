using System.Diagnostics;

namespace LeptonLab.Training;

/// <summary>Goes through the epochs of a run: steps, evaluation, reports, checkpoints.</summary>
internal sealed class TrainingLoop<TBatch>
{
    private readonly TrainingPlan<TBatch> _plan;
    private readonly TrainingRun _run;
    private readonly TrainingStep<TBatch> _step;
    private readonly AveragedWeights _averaged;
    private readonly Action<string> _save;
    private long _started;

    /// <summary>Makes ready.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="run">Where the run is: at its start, or where it was interrupted.</param>
    /// <param name="step">Makes the steps.</param>
    /// <param name="averaged">The averaged weights.</param>
    /// <param name="save">Writes a checkpoint to a file.</param>
    internal TrainingLoop(
        TrainingPlan<TBatch> plan, TrainingRun run, TrainingStep<TBatch> step, AveragedWeights averaged, Action<string> save) =>
        (_plan, _run, _step, _averaged, _save) = (plan, run, step, averaged, save);

    private History History => _run.History;

    private bool IsCancelled => _plan.CancellationToken.IsCancellationRequested;

    /// <summary>Runs from where the run is to its end.</summary>
    internal History Run()
    {
        foreach (TrainingCallback callback in _plan.Callbacks)
            callback.OnStart(_run);

        // Before the first step, so that a file that cannot be written is known before an hour of training and not after it.
        if (_plan.Checkpoint is { } file)
            _save(file.Path);
        while (_run.Epoch <= _run.Epochs && !_run.IsStopping && !History.WasCancelled)
            History.WasCancelled = !Epoch();
        if (_plan.Checkpoint is { } last)
            _save(last.Path);
        if (!_plan.IsTrial)
            _averaged.Keep();
        foreach (TrainingCallback callback in _plan.Callbacks)
            callback.OnEnd(_run);
        return History;
    }

    // Whether the epoch came to its end.
    private bool Epoch()
    {
        _started = Stopwatch.GetTimestamp();
        using (var batches = new Prefetch<TBatch>(_plan.Train.Epoch(_run.Epoch - 1, _run.Batch)))
        {
            while (!_run.EpochIsRead)
            {
                if (IsCancelled || _run.IsStopping)
                    return Pause();
                if (!_step.Take(batches))
                    continue;
                if (!_plan.IsTrial)
                    _averaged.Update(_step.Parameters);
                foreach (TrainingCallback callback in _plan.Callbacks)
                    callback.OnStep(_run);
                Report(completed: null);
                if (_plan.Checkpoint is { EverySteps: > 0 } file && _run.TotalSteps % file.EverySteps == 0)
                    Save(file);
            }
        }

        Evaluation? evaluation = null;
        try
        {
            evaluation = _plan.Validate?.Invoke(_plan.CancellationToken);
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            return Pause();
        }

        Complete(evaluation);
        return true;
    }

    private void Complete(Evaluation? evaluation)
    {
        Tally tally = _run.EpochTally;
        _run.EpochDuration += Elapsed();
        History.Add(new EpochResult(_run.Epoch, tally.Loss, tally.Accuracy, evaluation, _run.EpochDuration)
        {
            LearningRate = _run.Optimizer.LearningRate,
            Metrics = tally.Values,
        });
        foreach (TrainingCallback callback in _plan.Callbacks)
            callback.OnEpoch(_run, History.Epochs[^1]);
        _plan.Schedule?.Observe(_step.ScheduleGoal?.Of(History.Epochs[^1]) ?? evaluation?.Loss ?? tally.Loss);
        Report(History.Epochs[^1]);

        (_run.Epoch, _run.Batch, _run.EpochTally, _run.EpochDuration) = (_run.Epoch + 1, 0, new Tally(), TimeSpan.Zero);
        if (_plan.Checkpoint is { } file && _run.Epoch <= _run.Epochs)
            Save(file);
    }

    private void Report(EpochResult? completed) => _plan.Progress?.Report(new TrainingProgress(
        _run.Epoch, _run.Epochs, _run.Step, _run.StepsPerEpoch, History.StepLosses[^1], _run.EpochTally.Loss, _run.EpochTally.Accuracy,
        completed, History));

    private bool Pause()
    {
        _run.EpochDuration += Elapsed();
        return false;
    }

    private void Save(CheckpointFile file)
    {
        _run.EpochDuration += Elapsed();
        _save(file.Path);
    }

    // Since the last time that anybody asked.
    private TimeSpan Elapsed()
    {
        long now = Stopwatch.GetTimestamp(), before = _started;
        _started = now;
        return Stopwatch.GetElapsedTime(before, now);
    }
}
