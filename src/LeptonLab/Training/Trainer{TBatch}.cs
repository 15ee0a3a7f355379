using LeptonLab.Autograd;
using LeptonLab.Data;
using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>
/// Trains any model on any kind of batch: you say what the loss of a batch is. For example, a model that marks the cells
/// of a picture:
/// <code>
/// var trainer = new Trainer&lt;(Tensor Images, Tensor Masks)&gt;(unet, new Adam(), (batch, measures) =&gt;
/// {
///     Tensor marked = unet.Forward(batch.Images);
///     measures.Add("IoU", Overlap(marked, batch.Masks));
///     return DiceLoss(marked, batch.Masks);
/// });
/// </code>
/// <see cref="Trainer"/> is the one for classifiers, which knows labels and accuracy.
/// </summary>
/// <remarks>
/// Batches are brought to the device of the model: tensors, tuples of them, and what is an <see cref="IDeviceBatch"/>.
/// The same model, data and seeds give the same weights to the bit, for any number of threads, whether the run is
/// interrupted and resumed or not.
/// </remarks>
/// <typeparam name="TBatch">A batch.</typeparam>
public partial class Trainer<TBatch>
{
    private readonly Func<TBatch, Measures, Tensor> _loss;
    private readonly Module[] _modules;
    private AveragedWeights? _averaged;
    private int _isTraining;

    /// <summary>Makes a trainer.</summary>
    /// <param name="model">What to train; its weights change in place.</param>
    /// <param name="optimizer">How to change them; it keeps its state, so a second call of FitAsync goes on.</param>
    /// <param name="loss">What to make small: the loss of a batch, a single number computed from the model.</param>
    public Trainer(Module model, Optimizer optimizer, Func<TBatch, Tensor> loss)
        : this(model, model, optimizer, WithoutMeasures(loss))
    {
    }

    /// <summary>Makes a trainer that measures more than the loss.</summary>
    /// <param name="model">What to train; its weights change in place.</param>
    /// <param name="optimizer">How to change them; it keeps its state, so a second call of FitAsync goes on.</param>
    /// <param name="loss">What to make small: the loss of a batch; besides, it adds measurements.</param>
    public Trainer(Module model, Optimizer optimizer, Func<TBatch, Measures, Tensor> loss)
        : this(model, model, optimizer, loss)
    {
    }

    private protected Trainer(Module model, Module computed, Optimizer optimizer, Func<TBatch, Measures, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        (Model, Optimizer, _loss) = (model, optimizer, loss);
        _modules = ReferenceEquals(model, computed) ? [model] : [computed, model];
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What changes the weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>
    /// The learning rate of each step, counted from 0 at the start of each run; the optimizer's own, always the same, if
    /// left out. For example <c>new CosineSchedule(1e-3, steps: 10_000)</c>.
    /// </summary>
    public ISchedule? Schedule { get; init; }

    /// <summary>Whether <see cref="Schedule"/> counts epochs and not steps.</summary>
    public bool SchedulePerEpoch { get; init; }

    /// <summary>
    /// What a schedule that follows a measurement is told after each epoch, see <see cref="PlateauSchedule"/>; the
    /// validation loss, or else the training loss, if left out.
    /// </summary>
    public Goal? ScheduleGoal { get; init; }

    /// <summary>The largest length of the gradient, see <see cref="GradientClipping.ByNorm"/>; unlimited if left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public float? ClipNorm { get; init => field = Bound(value, nameof(ClipNorm)); }

    /// <summary>The largest number in the gradient, see <see cref="GradientClipping.ByValue"/>; unlimited if left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public float? ClipValue { get; init => field = Bound(value, nameof(ClipValue)); }

    /// <summary>
    /// How many batches make one step: their gradients are averaged as if they were one large batch, which would not fit
    /// into memory. The last step of an epoch may have fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int BatchesPerStep
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"A step takes at least one batch; {value} were asked for.");
    } = 1;

    /// <summary>
    /// An average of the weights over the steps, which is evaluated in place of the last weights and which the model has
    /// after the run. For example <c>WeightAverage.Exponential(0.999f)</c>.
    /// </summary>
    public WeightAverage? Average { get; init; }

    private AveragedWeights Averaged => _averaged ??= new AveragedWeights(Average, Model);

    /// <summary>Trains for some epochs.</summary>
    /// <param name="train">The training samples.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="validation">Samples to evaluate after each epoch, never trained on.</param>
    /// <param name="progress">Told after every step and every epoch, on the training thread.</param>
    /// <param name="callbacks">Told of the run, and may stop it, such as <see cref="EarlyStopping"/>.</param>
    /// <param name="checkpoint">Where to save the run as it goes; a run that was interrupted is resumed from there.</param>
    /// <param name="cancellationToken">Stops the run after the current batch; what was learnt is kept.</param>
    /// <returns>What was measured; <see cref="History.WasCancelled"/> says whether the run was stopped.</returns>
    /// <exception cref="LeptonException">
    /// The loss became NaN or infinite, or the checkpoint is that of another run or cannot be read or written.
    /// </exception>
    public Task<History> FitAsync(
        IBatchSource<TBatch> train,
        int epochs,
        IBatchSource<TBatch>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        IEnumerable<TrainingCallback>? callbacks = null,
        CheckpointFile? checkpoint = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        return FitAsync(new TrainingPlan<TBatch>(train, epochs)
        {
            Validate = validation is null ? null : token => Evaluate(validation, [], token),
            Schedule = Schedule,
            Callbacks = [.. callbacks ?? []],
            Checkpoint = checkpoint,
            Progress = progress,
            CancellationToken = cancellationToken,
        });
    }

    /// <summary>Measures the loss and whatever the loss function adds to it, without learning.</summary>
    /// <exception cref="LeptonException">There are no samples.</exception>
    public Evaluation Evaluate(IBatchSource<TBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Evaluate(batches, [], CancellationToken.None);
    }

    /// <summary>The loss of a batch, as the model is now.</summary>
    /// <exception cref="DeviceException">The device fails or has no room.</exception>
    internal Tensor Loss(TBatch batch, Measures measures) => _loss(BatchDevice.Move(batch, Model.Device), measures);

    /// <summary>What the loss is called; a checkpoint of another one is refused.</summary>
    internal virtual string LossName => "of the user's own";

    /// <summary>The model's inputs, to look for numbers that are not finite; null if they are not known.</summary>
    internal virtual Tensor? InputsOf(TBatch batch) => batch as Tensor;

    private protected Task<History> FitAsync(TrainingPlan<TBatch> plan)
    {
        if (plan.Epochs < 1)
            throw new LeptonException($"Training takes at least one epoch; {plan.Epochs} were asked for.");
        if (plan.Train.BatchCount < 1)
            throw new LeptonException("The dataset has no samples, so there is nothing to learn or to test.");
        if (Interlocked.Exchange(ref _isTraining, 1) == 1)
            throw new LeptonException("This trainer is training already: await its FitAsync before the next one.");
        plan = plan with { CancellationToken = Interruption.Or(plan.CancellationToken) };
        return Task.Run(() => Fit(plan), CancellationToken.None);
    }

    private protected Evaluation Evaluate(IBatchSource<TBatch> batches, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        if (batches.BatchCount < 1)
            throw new LeptonException("The dataset has no samples, so there is nothing to learn or to test.");
        cancellationToken = Interruption.Or(cancellationToken);
        var tally = new Tally();
        var confusion = new ConfusionMatrix(classes);
        using IDisposable average = UseAverage(), paused = Tape.Pause();
        using TrainingMode mode = TrainingMode.Eval(_modules);
        using var read = new Prefetch<TBatch>(batches.Epoch(0));
        for (int batch = 0; batch < batches.BatchCount; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            var measures = new Measures(batches.SamplesIn(batch), confusion);
            float loss = Loss(read.Take(), measures).Item();
            tally.Add(loss, measures);
        }

        return new Evaluation(tally.Loss, tally.Accuracy, confusion) { Metrics = tally.Values };
    }

    /// <summary>Puts the averaged weights into the model until the result is disposed, where there are any.</summary>
    private protected IDisposable UseAverage() => Averaged.Use();

    private History Fit(TrainingPlan<TBatch> plan)
    {
        try
        {
            using TrainingMode mode = TrainingMode.Train(_modules);
            plan = plan with
            {
                Identity = new Dictionary<string, string>(plan.Identity) { ["callbacks"] = RunIdentity.Of(plan.Callbacks) },
            };
            var run = new TrainingRun(Model, Optimizer, UseAverage)
            {
                Epochs = plan.Epochs,
                BatchesPerEpoch = plan.Train.BatchCount,
                BatchesPerStep = BatchesPerStep,
                HasValidation = plan.Validate is not null,
            };
            var step = new TrainingStep<TBatch>(this, plan, run);
            if (!plan.IsTrial)
            {
                Restore(plan, run, step);
                Averaged.ModelIsRaw = true;
            }

            return new TrainingLoop<TBatch>(plan, run, step, Averaged, path => Capture(plan, run, step).Write(path)).Run();
        }
        finally
        {
            Model.ZeroGrad();
            Averaged.ModelIsRaw &= plan.IsTrial;
            Volatile.Write(ref _isTraining, 0);
        }
    }

    private static Func<TBatch, Measures, Tensor> WithoutMeasures(Func<TBatch, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return (batch, _) => loss(batch);
    }

    private static float? Bound(float? value, string name) => value is null or > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"Gradients are clipped to a positive bound; it was {value}.");
}
