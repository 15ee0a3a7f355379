using System.Diagnostics;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data.Fetching;
using Spectre.Console;

namespace LeptonLab.Cli.Commands;

/// <summary>Shows a download: bars with bytes, rate and time left on a terminal, a line for each tenth where the output is piped.</summary>
internal static class DownloadDisplay
{
    internal static async Task<T> RunAsync<T>(Func<IProgress<DownloadProgress>, Task<T>> work)
    {
        if (!Output.IsLive)
            return await work(new Lines()).ConfigureAwait(false);

        return await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => work(new Bars(context))).ConfigureAwait(false);
    }

    private sealed class Bars(ProgressContext context) : IProgress<DownloadProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(DownloadProgress value)
        {
            lock (_tasks)
            {
                if (value.Note is not null)
                    AnsiConsole.MarkupLineInterpolated($"[yellow]{value.File}: {value.Note}.[/]");
                if (!_tasks.TryGetValue(value.File, out ProgressTask? task))
                    _tasks.Add(value.File, task = context.AddTask(Markup.Escape(value.File), maxValue: value.Total ?? double.MaxValue));
                if (value.Total is { } total)
                    task.MaxValue = Math.Max(total, 1);
                task.Value = value.Received;
            }
        }
    }

    private sealed class Lines : IProgress<DownloadProgress>
    {
        private readonly Lock _gate = new();
        private string? _file;
        private long _tenths, _first, _started;

        public void Report(DownloadProgress value)
        {
            lock (_gate)
            {
                if (value.Note is not null)
                {
                    Console.WriteLine($"{value.File}: {value.Note}.");
                    return;
                }

                if (value.File != _file)
                    (_file, _tenths, _first, _started) = (value.File, 0, value.Received, Stopwatch.GetTimestamp());

                // Where the size is unknown, a line for each 10 MB.
                long tenths = value.Total is { } total ? 10 * value.Received / Math.Max(total, 1) : value.Received / 10_000_000;
                if (tenths <= _tenths)
                    return;
                _tenths = tenths;
                Console.WriteLine(Line(value));
            }
        }

        private string Line(DownloadProgress value)
        {
            double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds, rate = (value.Received - _first) / Math.Max(seconds, 1e-3);
            if (value.Total is not { } total)
                return $"{value.File}: {value.Received / 1e6:N1} MB, {rate / 1e6:N1} MB/s";
            string left = value.Received >= total ? "" : rate > 0 ? $", {(total - value.Received) / rate:N0} s left" : "";
            string speed = rate > 0 ? $", {rate / 1e6:N1} MB/s" : "";
            return $"{value.File}: {100 * value.Received / Math.Max(total, 1)} %, {value.Received / 1e6:N1} of {total / 1e6:N1} MB{speed}{left}";
        }
    }
}
