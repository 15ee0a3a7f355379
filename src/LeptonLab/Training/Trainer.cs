using System.Diagnostics;
using LeptonLab.Autograd;
using LeptonLab.Data;
using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>
/// Trains a model: batches in random order, forward, loss, backward, one optimizer step, over and over.
/// The same model, data and seed give the same weights to the bit, for any number of threads.
/// </summary>
public sealed class Trainer
{
    // Keeps the orders of the samples apart from the weights that were drawn from the same seed.
    private const ulong ShuffleSeed = 0x5EED0F0DE25;
    private const int EvaluationBatch = 64;
    private readonly Optimizer _optimizer;
    private readonly Loss _loss;
    private readonly Layer _computed;

    /// <summary>Makes a trainer.</summary>
    /// <param name="model">What to train; its weights change in place.</param>
    /// <param name="optimizer">How to change them; it keeps its state, so a second call of FitAsync goes on.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="fuse">Whether to compute neighbouring layers in one step, see <see cref="Sequential.Fuse"/>.</param>
    public Trainer(Layer model, Optimizer optimizer, Loss loss, bool fuse = true)
    {
        Model = model;
        _computed = fuse && model is Sequential sequential ? sequential.Fuse() : model;
        _optimizer = optimizer;
        _loss = loss;
    }

    /// <summary>What is trained.</summary>
    public Layer Model { get; }

    /// <summary>Trains for some epochs.</summary>
    /// <param name="train">The training samples.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="batchSize">Samples in a step; the last step of an epoch may have fewer.</param>
    /// <param name="validation">Samples to evaluate after each epoch, never trained on.</param>
    /// <param name="seed">Chooses the order of the samples.</param>
    /// <param name="progress">Told after every step and every epoch, on the training thread.</param>
    /// <param name="cancellationToken">Stops the run after the current step; what was learnt is kept.</param>
    /// <returns>What was measured; <see cref="History.WasCancelled"/> says whether the run was stopped.</returns>
    /// <exception cref="ShapeException">The samples do not fit the model.</exception>
    /// <exception cref="LeptonException">The data or the batch size does not suit, or the loss became NaN or infinite.</exception>
    public Task<History> FitAsync(
        IDataset train,
        int epochs,
        int batchSize = 32,
        IDataset? validation = null,
        ulong seed = 0,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (epochs < 1)
            throw new LeptonException($"Training takes at least one epoch; {epochs} were asked for.");
        Check(train);
        if (validation is not null)
            Check(validation);
        var loader = new BatchLoader(train, batchSize, seed ^ ShuffleSeed);
        return Task.Run(() => Fit(loader, epochs, validation, progress, cancellationToken), CancellationToken.None);
    }

    /// <summary>Measures loss, accuracy and confusions on a dataset, without learning from it.</summary>
    /// <exception cref="ShapeException">The samples do not fit the model.</exception>
    /// <exception cref="LeptonException">The dataset is empty or has other classes than the model.</exception>
    public Evaluation Evaluate(IDataset dataset)
    {
        Check(dataset);
        var confusion = new ConfusionMatrix(dataset.Classes);
        double loss = 0;
        using IEnumerator<Batch> batches = new BatchLoader(dataset, EvaluationBatch, shuffle: false).Epoch(0).GetEnumerator();
        using (Tape.Pause())
        {
            while (true)
            {
                using TensorScope scope = TensorScope.Begin();
                if (!batches.MoveNext())
                    break;
                Tensor outputs = _computed.Forward(batches.Current.Images);
                int[] labels = batches.Current.Labels, predicted = _loss.Predict(outputs);
                loss += (double)_loss.Compute(outputs, labels).Item() * labels.Length;
                for (int n = 0; n < labels.Length; n++)
                    confusion.Add(labels[n], predicted[n]);
            }
        }

        return new Evaluation(loss / dataset.Count, confusion.Accuracy, confusion);
    }

    /// <summary>What the model believes of each image: [batch, classes], each row a probability distribution.</summary>
    /// <exception cref="ShapeException">The images do not fit the model.</exception>
    public Tensor Predict(Tensor images)
    {
        if (images.Shape.Rank > 1)
            Model.OutputShape(images.Shape.DropFirst());
        using (Tape.Pause())
            return _loss.Probabilities(_computed.Forward(images));
    }

    private History Fit(
        BatchLoader loader,
        int epochs,
        IDataset? validation,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var history = new History();
        for (int epoch = 1; epoch <= epochs && !history.WasCancelled; epoch++)
        {
            long start = Stopwatch.GetTimestamp();
            double loss = 0;
            int right = 0, seen = 0, step = 0;
            using IEnumerator<Batch> batches = loader.Epoch(epoch - 1).GetEnumerator();
            float stepLoss = 0;
            for (; step < loader.BatchCount && !cancellationToken.IsCancellationRequested; step++)
            {
                using (TensorScope.Begin())
                {
                    batches.MoveNext();
                    (stepLoss, int stepRight) = Step(batches.Current, epoch, step + 1);
                    int count = batches.Current.Count;
                    (loss, right, seen) = (loss + (double)stepLoss * count, right + stepRight, seen + count);
                }

                history.Add(stepLoss);
                Report(null, step + 1);
            }

            history.WasCancelled = step < loader.BatchCount;
            if (history.WasCancelled)
                break;
            Evaluation? evaluation = validation is null ? null : Evaluate(validation);
            var result = new EpochResult(epoch, loss / seen, (double)right / seen, evaluation, Stopwatch.GetElapsedTime(start));
            history.Add(result);
            Report(result, step);

            void Report(EpochResult? completed, int stepsDone) => progress?.Report(new TrainingProgress(
                epoch, epochs, stepsDone, loader.BatchCount, stepLoss, loss / seen, (double)right / seen, completed, history));
        }

        return history;
    }

    private (float Loss, int Right) Step(Batch batch, int epoch, int step)
    {
        IReadOnlyList<Tensor> parameters = Model.Parameters;
        Tensor outputs = _computed.Forward(batch.Images);
        Tensor loss = _loss.Compute(outputs, batch.Labels);
        float value = loss.Item();
        if (!float.IsFinite(value))
            throw new LeptonException(LossDiagnosis.Explain(value, epoch, step, batch, parameters, _optimizer));

        int[] predicted = _loss.Predict(outputs);
        int right = predicted.Zip(batch.Labels).Count(pair => pair.First == pair.Second);
        loss.Backward();
        _optimizer.Step(parameters);
        Model.ZeroGrad();
        return (value, right);
    }

    private void Check(IDataset dataset)
    {
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
