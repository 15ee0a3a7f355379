using LeptonLab.Cli.Terminal;
using Spectre.Console;

namespace LeptonLab.Cli.Commands;

/// <summary>Shows how far work on data is: a bar on a terminal, a line for each tenth where the output is piped.</summary>
internal static class DataProgress
{
    /// <summary>Does the work, which reports shares 0 to 1 from any thread.</summary>
    internal static T Run<T>(string title, Func<IProgress<double>, T> work)
    {
        if (!Output.IsLive)
            return work(new Lines(title));

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .AutoClear(true)
            .Start(context => work(new Bar(context.AddTask(title, maxValue: 1))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        // Reports of several threads may overtake each other.
        public void Report(double value) => task.Value = Math.Max(task.Value, value);
    }

    private sealed class Lines(string title) : IProgress<double>
    {
        private readonly Lock _gate = new();
        private int _tenths;

        public void Report(double value)
        {
            lock (_gate)
            {
                if ((int)(value * 10 + 1e-9) <= _tenths)
                    return;
                _tenths = (int)(value * 10 + 1e-9);
                Console.WriteLine($"{title}: {10 * _tenths} %");
            }
        }
    }
}
