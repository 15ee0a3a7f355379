using System.Diagnostics;
using LeptonLab.Training;
using LeptonLab.Visuals;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// A learning curve that grows while a model trains: <c>await trainer.FitAsync(…, progress: new LiveTraining());</c>. It
/// appears where it is made and is drawn anew in place, about twice a second and after each epoch.
/// </summary>
public sealed class LiveTraining : IProgress<TrainingProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly DisplayedValue _chart = NotebookDisplay.display(Figures.LearningCurve(new History()));
    private long _drawn;

    /// <summary>Takes a report of the trainer.</summary>
    public void Report(TrainingProgress value)
    {
        // The last step is drawn by its epoch's report, so that the final picture never depends on the clock.
        bool due = value.Completed is not null || Stopwatch.GetElapsedTime(_drawn) > Pause;
        if (!due)
            return;
        _chart.Update(Figures.LearningCurve(value.History));
        _drawn = Stopwatch.GetTimestamp();
    }
}
