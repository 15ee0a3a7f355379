using System.Globalization;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons;
using LeptonLab.Notebooks.Running;
using Spectre.Console;

namespace LeptonLab.Cli.Commands;

/// <summary>Shows how a run goes: a bar on a terminal, one line a cell where the output is piped.</summary>
internal static class RunProgress
{
    public static Task<RunResult> ShowAsync(Notebook notebook, Func<ICellProgress, Task<RunResult>> run)
    {
        if (!Output.IsLive)
            return run(new Lines(Console.Out));
        return AnsiConsole.Progress()
            .AutoClear(false)
            .Columns(new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => run(new Bar(context.AddTask(Markup.Escape(notebook.Name)))));
    }

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    // An exercise that nobody has written yet is no failure.
    private static bool IsToDo(CellError error) => error.Name == nameof(NotYetImplemented);

    private sealed class Lines(TextWriter writer) : ICellProgress
    {
        public void Started(CellStep step)
        {
        }

        public void Ended(CellStep step, TimeSpan duration, CellError? error) => writer.WriteLine(
            $"[{step.Number}/{step.Total}] {Seconds(duration),8}  {step.Title}{(error is null ? "" : IsToDo(error) ? "  to do" : "  FAILED")}");
    }

    private sealed class Bar(ProgressTask task) : ICellProgress
    {
        public void Started(CellStep step)
        {
            task.MaxValue = step.Total;
            task.Description = Markup.Escape($"cell {step.Number} of {step.Total}  {step.Title}");
        }

        public void Ended(CellStep step, TimeSpan duration, CellError? error)
        {
            if (error is null || IsToDo(error))
                task.Value = step.Number;
            else
                task.Description = $"[red]cell {step.Number} failed[/]  {Markup.Escape(step.Title)}";
        }
    }
}
