using LeptonLab.Cli.Terminal;
using LeptonLab.Training;
using Spectre.Console;

namespace LeptonLab.Cli.Training;

/// <summary>Shows a training run: a progress bar on a terminal, one line an epoch when piped.</summary>
internal static class TrainingDisplay
{
    /// <summary>Runs the training and shows what it reports.</summary>
    internal static async Task<History> ShowAsync(int epochs, Func<IProgress<TrainingProgress>, Task<History>> train)
    {
        if (!Output.IsLive)
            return await train(new EpochLines());

        History? history = null;
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask($"Epoch 1/{epochs}");
                history = await train(new Bar(task));
            });
        return history!;
    }

    private static string Describe(EpochResult epoch, int epochs)
    {
        string test = epoch.Validation is null ? "" : $"  test {epoch.Validation.Loss:F4}, {epoch.Validation.Accuracy:P1}";
        return $"Epoch {epoch.Epoch}/{epochs}  loss {epoch.Loss:F4}, accuracy {epoch.Accuracy:P1}{test}  {epoch.Duration.TotalSeconds:F1} s";
    }

    private sealed class EpochLines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed is { } epoch)
                Console.WriteLine(Describe(epoch, value.Epochs));
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.Value = 100 * value.Fraction;
            task.Description = $"Epoch {value.Epoch}/{value.Epochs}  loss {value.MeanLoss:F4}, accuracy {value.Accuracy:P1}";
            if (value.Completed is { } epoch)
                AnsiConsole.WriteLine(Describe(epoch, value.Epochs));
        }
    }
}
