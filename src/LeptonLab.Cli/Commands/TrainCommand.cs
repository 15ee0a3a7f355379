using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Cli.Training;
using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton train</c>: trains a model on images and says how good it is.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "A folder with one sub-folder of images for each class, or fashion-mnist-mini, or fashion-mnist.",
        Required = true,
        HelpName = "DIR|NAME",
    };

    private static readonly Option<string> Model = new("--model")
    {
        Description = "reference: 32-64-128 kernels, for photographs. small: 16-32 kernels, for images such as 28×28.",
        DefaultValueFactory = _ => "reference",
    };

    private static readonly Option<int?> Size = NumberOption.OptionalWhole(
        "--size", "Scale the images to SIZE×SIZE pixels. Left out: the size that they have.", 1, 4096);

    private static readonly Option<int> Epochs = NumberOption.Whole("--epochs", "How often to go through the training images.", 8);
    private static readonly Option<int> Batch = NumberOption.Whole("--batch", "Images in one step.", 32);

    private static readonly Option<ulong> Seed = NumberOption.Seed(
        "Chooses the first weights, the order of the images and how they are split. Same seed, same bits.");

    private static readonly Option<int?> Threads = NumberOption.OptionalWhole(
        "--threads", "Threads to compute with; the number of processors if left out. It changes no result.", 1, 256);

    private static readonly Option<string> On = DeviceOption.Create();

    private static readonly Option<float> LearningRate = NumberOption.Positive("--learning-rate", "The step size of Adam.", 1e-3f);

    private static readonly Option<string?> Save = new("--save")
    {
        Description = "Where to save the weights (safetensors), also after Ctrl-C.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Fingerprint = new("--fingerprint")
    {
        Description = "Print the SHA-256 of the weights at the end.",
    };

    internal static Command Create()
    {
        Model.AcceptOnlyFromAmong("reference", "small");
        var command = new Command("train", "Train a model on images and say how good it is.")
        {
            Data.NotEmpty(), Model, Size, Epochs, Batch, Seed, Threads, On, LearningRate, Save.NotEmpty(), Fingerprint,
        };
        foreach (Option option in LearningOptions.All.Concat(CheckpointOptions.All))
            command.Add(option);
        command.SetStoppableAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        ulong seed = arguments.GetValue(Seed);
        if (arguments.GetValue(Threads) is { } threads)
            Device.Cpu.Threads = threads;
        Device device = arguments.Get(On);
        string? save = arguments.GetValue(Save);
        if (save is not null)
            OutputFileCheck.CheckWritable(Save.Name, save, "model.safetensors");
        CheckpointFile? checkpoint = CheckpointOptions.Create(arguments);

        DataSource source = DataProgress.Run("Loading pictures", progress =>
            DataSource.Open(arguments.GetValue(Data)!, arguments.GetValue(Size), seed, progress)).Normalized();
        Sequential model = CreateModel(arguments.GetValue(Model)!, source.Train, seed).To(device);
        int epochs = arguments.GetValue(Epochs), batch = arguments.GetValue(Batch);
        Trainer trainer = LearningOptions.CreateTrainer(arguments, model, source.Train, arguments.GetValue(LearningRate), epochs, batch);
        Output.Labelled("Data", $"{source.Name}: {source.Description}");
        Output.Labelled("Images", $"{source.Train.SampleShape}, {source.Train.Classes.Count} classes");
        Output.Labelled("Model", $"{arguments.GetValue(Model)}, {model.Summary(source.Train.SampleShape).Parameters:N0} parameters");
        if (device != Device.Cpu)
            Output.Labelled("Device", device.Name);
        Output.Labelled("Threads", $"{Device.Cpu.Threads}");

        History history = await TrainingDisplay.ShowAsync(epochs, progress => trainer.FitAsync(
            source.Train, epochs, batch, source.Test, seed, progress, LearningOptions.CreateCallbacks(arguments), checkpoint, cancellationToken));

        if (history.WasCancelled)
            Console.WriteLine(Stopped(history, save, checkpoint));
        else
            ReportResult(history, LearningOptions.EndsWithBest(arguments) ? trainer.Evaluate(source.Test) : history.Epochs[^1].Validation!);
        if (history.WasCancelled && checkpoint is not null)
            Output.Labelled("Go on", CheckpointOptions.CommandToResume(arguments));
        if (save is not null && history.StepLosses.Count > 0)
        {
            model.Save(save);
            Output.Labelled("Saved", save);
        }

        if (arguments.GetValue(Fingerprint) && history.StepLosses.Count > 0)
            Output.Labelled("SHA-256", model.Fingerprint());
        return history.WasCancelled ? CommandLine.Failure : CommandLine.Success;
    }

    private static void ReportResult(History history, Evaluation evaluation)
    {
        if (history.StopReason is { } reason)
            Output.Labelled("Stopped", $"{reason}.");
        Output.Labelled("Result", $"{evaluation.Accuracy:P1} of {evaluation.Confusion.Total:N0} test images are right.");
    }

    private static string Stopped(History history, string? save, CheckpointFile? checkpoint)
    {
        string kept = (checkpoint, save) switch
        {
            (not null, _) => $" The run is saved in {checkpoint.Path}.",
            (null, null) => " The weights are gone; --save FILE would keep them, and --checkpoint FILE would let you go on.",
            _ => "",
        };
        if (history.StepLosses.Count == 0)
            return $"Stopped before the first step; nothing was learnt{(checkpoint is null ? " and nothing was saved" : "")}.";
        string steps = history.StepLosses.Count == 1 ? "1 step" : $"{history.StepLosses.Count:N0} steps";
        string epochs = history.Epochs.Count == 1 ? "1 full epoch" : $"{history.Epochs.Count} full epochs";
        return $"Stopped after {steps}, {epochs}.{kept}";
    }

    private static Sequential CreateModel(string name, IDataset data, ulong seed)
    {
        try
        {
            Sequential model = name == "small"
                ? SmallCnn.Create(data.SampleShape, data.Classes.Count)
                : ReferenceCnn.Create(data.SampleShape, data.Classes.Count);
            model.Initialize(seed);
            return model;
        }
        catch (ShapeException error)
        {
            string advice = name == "small" ? "a larger --size" : "a larger --size, or --model small";
            throw new LeptonException($"{error.Message} The images are too small for this model: choose {advice}.", error);
        }
    }
}
