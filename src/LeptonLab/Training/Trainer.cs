using LeptonLab.Autograd;
using LeptonLab.Data;
using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>
/// Trains a classifier: batches in random order, forward, loss, backward, one optimizer step, over and over. The same
/// model, data and seed give the same weights to the bit, for any number of threads. Models with other targets than
/// classes are for <see cref="Trainer{TBatch}"/>.
/// </summary>
public sealed class Trainer : Trainer<Batch>
{
    // Keeps the orders of the samples apart from the weights that were drawn from the same seed.
    private const ulong ShuffleSeed = 0x5EED0F0DE25;
    private const int EvaluationBatch = 64;
    private readonly Loss _loss;
    private readonly Layer _computed;

    /// <summary>Makes a trainer.</summary>
    /// <param name="model">What to train; its weights change in place.</param>
    /// <param name="optimizer">How to change them; it keeps its state, so a second call of FitAsync goes on.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="fuse">Whether to compute neighbouring layers in one step, see <see cref="Sequential.Fuse"/>.</param>
    public Trainer(Layer model, Optimizer optimizer, Loss loss, bool fuse = true)
        : this(model, fuse ? Fused(model) : model, optimizer, loss)
    {
    }

    private Trainer(Layer model, Layer computed, Optimizer optimizer, Loss loss)
        : base(model, computed, optimizer, (batch, measures) => LossOf(batch, measures, computed, loss)) =>
        (Model, _computed, _loss) = (model, computed, loss);

    /// <summary>What is trained.</summary>
    public new Layer Model { get; }

    /// <summary>Trains for some epochs.</summary>
    /// <param name="train">The training samples.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="batchSize">Samples in a batch; the last one of an epoch may have fewer.</param>
    /// <param name="validation">Samples to evaluate after each epoch, never trained on.</param>
    /// <param name="seed">Chooses the order of the samples.</param>
    /// <param name="progress">Told after every step and every epoch, on the training thread.</param>
    /// <param name="callbacks">Told of the run, and may stop it, such as <see cref="EarlyStopping"/>.</param>
    /// <param name="checkpoint">Where to save the run as it goes; a run that was interrupted is resumed from there.</param>
    /// <param name="cancellationToken">Stops the run after the current batch; what was learnt is kept.</param>
    /// <returns>What was measured; <see cref="History.WasCancelled"/> says whether the run was stopped.</returns>
    /// <exception cref="ShapeException">The samples do not fit the model.</exception>
    /// <exception cref="LeptonException">
    /// The data or the batch size does not suit, the loss became NaN or infinite, or the checkpoint is that of another run
    /// or cannot be read or written.
    /// </exception>
    public Task<History> FitAsync(
        IDataset train,
        int epochs,
        int batchSize = 32,
        IDataset? validation = null,
        ulong seed = 0,
        IProgress<TrainingProgress>? progress = null,
        IEnumerable<TrainingCallback>? callbacks = null,
        CheckpointFile? checkpoint = null,
        CancellationToken cancellationToken = default)
    {
        Check(train);
        if (validation is not null)
            Check(validation);
        var loader = new BatchLoader(train, batchSize, seed ^ ShuffleSeed);
        return FitAsync(new TrainingPlan<Batch>(loader, epochs)
        {
            Identity = new Dictionary<string, string>(loader.Identity) { [SampleOrder.SeedName] = $"{seed}" },
            Validate = validation is null ? null : token => Evaluate(validation, token),
            Schedule = Schedule,
            Callbacks = [.. callbacks ?? []],
            Checkpoint = checkpoint,
            Progress = progress,
            CancellationToken = cancellationToken,
        });
    }

    /// <summary>
    /// Looks for a good learning rate by the range test of Smith, see
    /// <see cref="Trainer{TBatch}.FindLearningRateAsync(IBatchSource{TBatch}, float, float, int, CancellationToken)"/>.
    /// </summary>
    /// <param name="train">The training samples; they are gone through as often as it takes.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="from">The first learning rate.</param>
    /// <param name="to">The last one; the search ends before it when the loss explodes.</param>
    /// <param name="steps">How many steps to make at most.</param>
    /// <param name="seed">Chooses the order of the samples.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ShapeException">The samples do not fit the model.</exception>
    /// <exception cref="LeptonException">The data or the batch size does not suit.</exception>
    public Task<LearningRateSearch> FindLearningRateAsync(
        IDataset train,
        int batchSize = 32,
        float from = 1e-6f,
        float to = 1,
        int steps = 100,
        ulong seed = 0,
        CancellationToken cancellationToken = default)
    {
        Check(train);
        return FindLearningRateAsync(new BatchLoader(train, batchSize, seed ^ ShuffleSeed), from, to, steps, cancellationToken);
    }

    /// <summary>Measures loss, accuracy and confusions on a dataset, without learning from it.</summary>
    /// <exception cref="ShapeException">The samples do not fit the model.</exception>
    /// <exception cref="LeptonException">The dataset is empty or has other classes than the model.</exception>
    public Evaluation Evaluate(IDataset dataset)
    {
        Check(dataset);
        return Evaluate(dataset, CancellationToken.None);
    }

    /// <summary>What the model believes of each image: [batch, classes], each row a probability distribution.</summary>
    /// <exception cref="ShapeException">The images do not fit the model.</exception>
    public Tensor Predict(Tensor images)
    {
        if (images.Shape.Rank > 1)
            Model.OutputShape(images.Shape.DropFirst());
        using IDisposable average = UseAverage(), paused = Tape.Pause();
        using TrainingMode mode = TrainingMode.Eval(_computed, Model);
        return _loss.Probabilities(_computed.Forward(images.On(Model.Device)));
    }

    internal override string LossName => $"{_loss}";

    internal override Tensor? InputsOf(Batch batch) => batch.Images;

    private Evaluation Evaluate(IDataset dataset, CancellationToken cancellationToken) =>
        Evaluate(new BatchLoader(dataset, EvaluationBatch, shuffle: false), dataset.Classes, cancellationToken);

    private static Layer Fused(Layer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Fused();
    }

    private static Tensor LossOf(Batch batch, Measures measures, Layer computed, Loss loss)
    {
        Tensor outputs = computed.Forward(batch.Images);
        int[] labels = batch.Labels, predicted = loss.Predict(outputs);
        int right = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            right += predicted[n] == labels[n] ? 1 : 0;
            measures.Confusion?.Add(labels[n], predicted[n]);
        }

        measures.Add(Tally.AccuracyName, right, labels.Length);
        Tensor value = loss.Compute(outputs, labels);
        measures.Weight = loss.Weight(labels);
        return value;
    }

    private void Check(IDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Count == 0)
            throw new LeptonException("The dataset has no samples, so there is nothing to learn or to test.");
        Shape outputs = Model.OutputShape(dataset.SampleShape);
        int expected = _loss.OutputsFor(dataset.Classes.Count);
        if (outputs != new Shape(expected))
        {
            throw new ShapeException(
                $"For {dataset.Classes.Count} classes and {_loss} the model must end in [{expected}]; "
                + $"for samples {dataset.SampleShape} it ends in {outputs}. Change its last layer.");
        }
    }
}
