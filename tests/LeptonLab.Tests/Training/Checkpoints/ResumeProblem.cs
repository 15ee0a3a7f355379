using LeptonLab.Autograd;
using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Checkpoints;

/// <summary>
/// A small run with everything that has a memory: Adam, a schedule, an average, early stopping, several batches to a step,
/// running statistics, layers that draw random numbers, and a short last batch.
/// </summary>
internal sealed class ResumeProblem
{
    internal const int Epochs = 3, BatchesPerEpoch = 5, Batches = Epochs * BatchesPerEpoch;
    private static readonly RandomImages Data = new([3, 4, 1], 4, 23);

    internal Sequential Model { get; } = new(
        new Flatten(), new Dense(12, 7), new BatchNorm1d(7), new Tanh(), new Dropout(0.2f), new Noise(), new Dense(7, 4));

    internal Optimizer Optimizer { get; init; } = new Adam(1e-2f);

    internal ISchedule? Schedule { get; init; } = new CosineSchedule(1e-2, 9);

    internal int BatchesPerStep { get; init; } = 2;

    internal int Samples { get; init; } = 23;

    internal int BatchSize { get; init; } = 5;

    internal ulong Seed { get; init; } = 3;

    internal float? ClipNorm { get; init; } = 0.5f;

    /// <summary>Trains until so many batches of this call were computed.</summary>
    internal async Task<History> FitAsync(string? file, int stopAfter = int.MaxValue, int everySteps = 0, int epochs = Epochs)
    {
        using var cancellation = new CancellationTokenSource();
        int computed = 0;
        var trainer = new Trainer<Batch>(Model, Optimizer, (batch, measures) =>
        {
            if (Model.IsTraining && ++computed == stopAfter)
                cancellation.Cancel();
            Tensor outputs = Model.Forward(batch.Images);
            measures.Add("largest output", outputs.ToArray().Max());
            return Loss.SoftmaxCrossEntropy.Compute(outputs, batch.Labels);
        })
        {
            Schedule = Schedule,
            ClipNorm = ClipNorm,
            BatchesPerStep = BatchesPerStep,
            Average = WeightAverage.Exponential(0.7f),
        };
        return await trainer.FitAsync(
            new BatchLoader(new Subset(Data, [.. Enumerable.Range(0, Samples)]), BatchSize, Seed),
            epochs,
            validation: new BatchLoader(Data, 10, shuffle: false),
            callbacks: [new EarlyStopping(patience: 1)],
            checkpoint: file is null ? null : new CheckpointFile(file, everySteps),
            cancellationToken: cancellation.Token);
    }

    /// <summary>Adds noise in training, another one each time.</summary>
    internal sealed class Noise : Layer, IRandomLayer
    {
        public ulong Seed { get; set; } = 5;

        public ulong Draws { get; set; }

        public override Tensor Forward(Tensor x)
        {
            if (!IsTraining)
                return x;
            Tensor y = x.Clone();
            var random = new RandomStream(Seed, Draws++);
            foreach (ref float value in y.AsSpan())
                value += random.NextSingle(-0.3f, 0.3f);
            Tape.Record("Noise", y, [x], gradient => [gradient.Clone()]);
            return y;
        }

        public override Shape OutputShape(Shape input) => input;
    }
}
