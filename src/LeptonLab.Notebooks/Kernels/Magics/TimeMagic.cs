using System.Diagnostics;
using System.Globalization;
using LeptonLab.Notebooks.Display;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary><c>#!time</c>: how long the rest of the cell takes.</summary>
internal static class TimeMagic
{
    public static Task RunAsync(MagicCall call)
    {
        long start = Stopwatch.GetTimestamp();
        call.Cell.AtEnd(() => NotebookDisplay.display(string.Create(
            CultureInfo.InvariantCulture, $"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms")));
        return Task.CompletedTask;
    }
}
