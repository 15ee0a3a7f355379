using System.Diagnostics;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Visuals;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// Curves that grow while a cell runs: <c>var chart = new LiveChart("Loss", "step"); … chart.Add("training", step, loss);</c>.
/// It appears where it is made and is drawn anew in place, about twice a second and when the cell ends.
/// </summary>
public sealed class LiveChart
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly Lock _lock = new();
    private readonly List<Curve> _curves = [];
    private readonly string _title;
    private readonly string _xTitle;
    private readonly string _yTitle;
    private readonly DisplayedValue _shown;
    private long _drawn;

    /// <summary>Shows an empty chart in the running cell.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    public LiveChart(string title = "", string xTitle = "step", string yTitle = "")
    {
        (_title, _xTitle, _yTitle) = (title, xTitle, yTitle);
        _shown = NotebookDisplay.display(Chart());

        // The last picture must not depend on the clock.
        CellContext.Current?.AtEnd(Draw);
    }

    /// <summary>Adds a point to a curve, which begins with its first point.</summary>
    /// <param name="curve">What the legend calls it.</param>
    /// <param name="x">The horizontal coordinate.</param>
    /// <param name="y">The vertical coordinate; NaN leaves a gap.</param>
    public void Add(string curve, double x, double y)
    {
        lock (_lock)
        {
            Curve? known = _curves.Find(candidate => candidate.Name == curve);
            if (known is null)
                _curves.Add(known = new Curve(curve));
            known.X.Add(x);
            known.Y.Add(y);
            if (Stopwatch.GetElapsedTime(_drawn) < Pause)
                return;
            _drawn = Stopwatch.GetTimestamp();
        }

        Draw();
    }

    /// <summary>Draws it now, for whoever does not want to wait.</summary>
    public void Draw() => _shown.Update(Chart());

    private Plotly.NET.GenericChart Chart()
    {
        lock (_lock)
            return Figures.Curves(_title, _xTitle, _yTitle, [.. _curves.Select(curve => new Series(curve.Name, [.. curve.X], [.. curve.Y]))]);
    }

    private sealed record Curve(string Name)
    {
        public List<double> X { get; } = [];

        public List<double> Y { get; } = [];
    }
}
