using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;
using LeptonLab.Training;

namespace LeptonLab.Cli.Commands;

/// <summary>The options of <c>lepton train</c> that say how to learn; each changes nothing when it is left out.</summary>
internal static class LearningOptions
{
    private const string Constant = "constant", Cosine = "cosine", OneCycle = "one-cycle";

    private static readonly Option<string> Schedule = new("--schedule")
    {
        Description = "How the learning rate changes: constant; cosine, which falls to 0; one-cycle, which rises and falls.",
        DefaultValueFactory = _ => Constant,
    };

    private static readonly Option<int> WarmUp = NumberOption.Whole(
        "--warm-up", "Steps in which the learning rate first rises to its full size.", 0, minimum: 0);

    private static readonly Option<float?> Clip = NumberOption.OptionalPositive(
        "--clip", "The largest length of the gradient; longer ones are shortened.", 1);

    private static readonly Option<int> Accumulate = NumberOption.Whole(
        "--accumulate", "Batches to one step: as a larger --batch, in less memory.", 1);

    private static readonly Option<float?> Average = NumberOption.OptionalPositive(
        "--average", "Test and save an average of the weights over the steps that keeps this share of itself at each.", 0.999f, 0.999999f);

    private static readonly Option<int?> Patience = NumberOption.OptionalWhole(
        "--patience", "Stop after so many epochs without a lower loss on the test images, and keep the best weights.", 1, int.MaxValue);

    private static readonly Option<bool> Balance = new("--balance")
    {
        Description = "Let rare classes count as much as frequent ones.",
    };

    private static readonly Option<string?> TensorBoard = new("--tensorboard")
    {
        Description = "Log the run for TensorBoard in a folder.",
        HelpName = "DIR",
    };

    internal static IReadOnlyList<Option> All { get; } = Create();

    /// <summary>A trainer for a model.</summary>
    internal static Trainer CreateTrainer(ParseResult arguments, Nn.Sequential model, IDataset train, float learningRate, int epochs, int batch)
    {
        int accumulate = arguments.GetValue(Accumulate);
        long batches = (train.Count + (long)batch - 1) / batch, steps = epochs * ((batches + accumulate - 1) / accumulate);
        Loss loss = arguments.GetValue(Balance) ? Loss.CrossEntropy(classWeights: ClassWeights.Balanced(train)) : Loss.SoftmaxCrossEntropy;
        return new Trainer(model, new Adam(learningRate), loss)
        {
            Schedule = CreateSchedule(arguments, learningRate, steps),
            ClipNorm = arguments.GetValue(Clip),
            BatchesPerStep = accumulate,
            Average = arguments.GetValue(Average) is { } decay ? WeightAverage.Exponential(decay) : null,
        };
    }

    internal static IReadOnlyList<TrainingCallback> CreateCallbacks(ParseResult arguments)
    {
        var callbacks = new List<TrainingCallback>();
        if (arguments.GetValue(Patience) is { } patience)
            callbacks.Add(new EarlyStopping(patience));
        if (arguments.GetValue(TensorBoard) is { } folder)
            callbacks.Add(new TensorBoardCallback(folder));
        return callbacks;
    }

    /// <summary>Whether the model may end with the weights of another epoch than the last.</summary>
    internal static bool EndsWithBest(ParseResult arguments) => arguments.GetValue(Patience) is not null;

    private static ISchedule? CreateSchedule(ParseResult arguments, float learningRate, long steps)
    {
        string kind = arguments.GetValue(Schedule)!;
        int warmUp = arguments.GetValue(WarmUp);
        if (warmUp >= steps && warmUp > 0)
            throw new UsageException($"--warm-up takes {warmUp:N0} steps, but the whole training has {steps:N0}.");
        if (kind == OneCycle && warmUp > 0)
            throw new UsageException("--schedule one-cycle rises by itself: leave out --warm-up.");
        if (kind == OneCycle && steps < 10)
            throw new UsageException($"--schedule one-cycle takes at least 10 steps; this training has {steps}. Use more --epochs or a smaller --batch.");
        ISchedule? following = kind switch
        {
            Cosine => new CosineSchedule(learningRate, steps - warmUp),
            OneCycle => new OneCycleSchedule(learningRate, steps),
            _ => null,
        };
        return warmUp > 0 ? new WarmUpSchedule(warmUp, following ?? new ConstantSchedule(learningRate)) : following;
    }

    private static Option[] Create()
    {
        Schedule.AcceptOnlyFromAmong(Constant, Cosine, OneCycle);
        return [Schedule, WarmUp, Clip, Accumulate, Average, Patience, Balance, TensorBoard.NotEmpty()];
    }
}
