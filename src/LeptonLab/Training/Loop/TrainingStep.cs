using LeptonLab.Data;

namespace LeptonLab.Training;

/// <summary>Makes the steps of a run: forward, loss, backward, and after as many batches as make a step, the optimizer.</summary>
internal sealed class TrainingStep<TBatch>
{
    private readonly Trainer<TBatch> _trainer;
    private readonly IBatchSource<TBatch> _source;
    private readonly ISchedule? _schedule;
    private readonly TrainingRun _run;
    private readonly bool _isTrial;

    internal TrainingStep(Trainer<TBatch> trainer, TrainingPlan<TBatch> plan, TrainingRun run)
    {
        (_trainer, _source, _schedule, _run, _isTrial) = (trainer, plan.Train, plan.Schedule, run, plan.IsTrial);
        Parameters = trainer.Model.Parameters;
        Gradients = new GradientSum(Parameters.Count);
    }

    /// <summary>What is trained.</summary>
    internal IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>The gradients of the batches of a step that is not made yet.</summary>
    internal GradientSum Gradients { get; }

    internal Goal? ScheduleGoal => _trainer.ScheduleGoal;

    /// <summary>Takes the next batch; tells whether that completed a step.</summary>
    /// <exception cref="DeviceException">
    /// The device fails; the message names the step. Unless it was in the optimizer's turn the parameters are as before it.
    /// </exception>
    internal bool Take(Prefetch<TBatch> batches)
    {
        using TensorScope scope = TensorScope.Begin();
        try
        {
            return Learn(batches);
        }
        catch (DeviceException e)
        {
            throw DeviceFailure.Explain(e, _run, _source.SamplesIn(Math.Min(_run.Batch, _source.BatchCount - 1)), scope.DeviceBytes);
        }
    }

    private bool Learn(Prefetch<TBatch> batches)
    {
        TBatch batch = batches.Take();
        var measures = new Measures(_source.SamplesIn(_run.Batch));
        Tensor loss = _trainer.Loss(batch, measures);
        if (loss.Count != 1)
            throw new ShapeException($"The loss of a batch is a single number; it has the shape {loss.Shape}. Take its mean or sum.");
        float value = loss.Item();
        if (!float.IsFinite(value))
            return Diverged("loss", value, batch);

        if (_run.BatchesPerStep == 1)
        {
            loss.Backward();
        }
        else
        {
            loss.Backward(Tensor.Full(loss.Shape, (float)measures.Weight, loss.Device));
            Gradients.Add(Parameters);
        }

        _run.StepTally.Add(value, measures);
        _run.EpochTally.Add(value, measures);
        _run.Batch++;
        bool complete = _run.Batch % _run.BatchesPerStep == 0 || _run.EpochIsRead;
        return complete && Optimize(batch);
    }

    private bool Optimize(TBatch batch)
    {
        if (_run.BatchesPerStep > 1)
            Gradients.MoveTo(Parameters, _run.StepTally.Weight);
        if (_schedule is not null)
            _run.Optimizer.LearningRate = _schedule.LearningRate(_trainer.SchedulePerEpoch && !_isTrial ? _run.Epoch - 1 : _run.TotalSteps);
        float? norm = _trainer.ClipNorm is { } most ? GradientClipping.ByNorm(Parameters, most) : null;
        if (norm is { } length && !float.IsFinite(length))
            return Diverged("gradient", length, batch);
        if (_trainer.ClipValue is { } bound)
            GradientClipping.ByValue(Parameters, bound);

        _run.Optimizer.Step(Parameters);
        _trainer.Model.ZeroGrad();
        _run.TotalSteps++;
        _run.History.Add((float)_run.StepTally.Loss, _run.Optimizer.LearningRate, norm, _run.StepTally.Values);
        _run.StepTally = new Tally();
        return true;
    }

    private bool Diverged(string what, float value, TBatch batch)
    {
        if (!_isTrial)
            throw LossDiagnosis.Explain(what, value, _run, _trainer.InputsOf(batch), Parameters);
        _run.Stop($"the {what} became {value}");
        return false;
    }
}
