using System.Diagnostics;
using System.Globalization;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// A bar that fills in place: <c>var bar = new Progress("Reading", files.Length); … bar.Advance();</c>, or
/// <c>foreach (var file in Progress.Over(files, "Reading"))</c>.
/// </summary>
public sealed class Progress : IProgress<double>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly DisplayedValue _shown;
    private double _done;
    private long _drawn = Stopwatch.GetTimestamp();

    /// <summary>Shows an empty bar in the running cell.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="total">How much there is to do.</param>
    /// <exception cref="ArgumentException">There is nothing to do.</exception>
    public Progress(string label, double total)
    {
        if (!(total > 0))
            throw new ArgumentException($"The progress of \"{label}\" has the total {total}; it is greater than 0.", nameof(total));
        Label = label;
        Total = total;
        _shown = NotebookDisplay.Publish(Bundle(), []);

        // The last picture must not depend on the clock.
        CellContext.Current?.AtEnd(Draw);
    }

    /// <summary>What stands beside the bar.</summary>
    public string Label { get; }

    /// <summary>How much there is to do.</summary>
    public double Total { get; }

    /// <summary>How much is done; setting it draws the bar anew, some ten times a second.</summary>
    public double Done
    {
        get => _done;
        set
        {
            bool draw;
            lock (_lock)
            {
                _done = Math.Clamp(value, 0, Total);
                draw = _done >= Total || Stopwatch.GetElapsedTime(_drawn) > Pause;
                if (draw)
                    _drawn = Stopwatch.GetTimestamp();
            }

            if (draw)
                Draw();
        }
    }

    /// <summary>Counts items while they are gone through.</summary>
    /// <param name="items">What there is to do.</param>
    /// <param name="label">What stands beside the bar.</param>
    public static IEnumerable<T> Over<T>(IReadOnlyCollection<T> items, string label = "")
    {
        if (items.Count == 0)
            yield break;
        var bar = new Progress(label, items.Count);
        foreach (T item in items)
        {
            yield return item;
            bar.Advance();
        }
    }

    /// <summary>Adds to what is done.</summary>
    public void Advance(double by = 1) => Done += by;

    /// <summary>Says how much is done.</summary>
    public void Report(double value) => Done = value;

    private void Draw() => _shown.Update(Bundle());

    private MimeBundle Bundle()
    {
        string of = string.Create(CultureInfo.InvariantCulture, $"{_done:0.##} of {Total:0.##}");
        string text = Label.Length == 0 ? of : $"{Label}: {of}";
        string html = string.Create(
            CultureInfo.InvariantCulture, $"<progress value=\"{_done:0.##}\" max=\"{Total:0.##}\"></progress> {HtmlText.Escape(text)}");
        return new MimeBundle().Add("text/html", html).Add("text/plain", text);
    }
}
