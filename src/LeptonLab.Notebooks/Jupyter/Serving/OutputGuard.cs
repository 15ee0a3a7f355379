using System.Diagnostics;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// Keeps a cell that sends for ever from filling the memory of the kernel and of the browser. Printed text ends at a limit;
/// displays may come in a large burst, and are then slowed down to what a browser can take: the cell waits.
/// </summary>
internal sealed class OutputGuard
{
    /// <summary>The characters that one execution may print.</summary>
    public const int MostPrinted = 16_000_000;

    private const double Burst = 64e6, PerSecond = 2e6, PerMessage = 1000;
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);
    private readonly Lock _lock = new();
    private int _printed;
    private double _allowance = Burst;
    private long _refilled = Stopwatch.GetTimestamp();

    /// <summary>As much of a text as may still be printed; what the limit cuts is left out.</summary>
    /// <param name="text">What the cell prints.</param>
    /// <param name="limitReached">Whether the limit is reached with this text.</param>
    public string Printable(string text, out bool limitReached)
    {
        lock (_lock)
        {
            int room = MostPrinted - _printed;
            limitReached = room > 0 && text.Length >= room;
            _printed += Math.Min(text.Length, room);
            return room <= 0 ? "" : text.Length <= room ? text : text[..room];
        }
    }

    /// <summary>Waits until a message of so many bytes may go.</summary>
    /// <returns>Whether the cell had to wait.</returns>
    public bool Wait(int bytes)
    {
        for (bool waited = false; ; waited = true)
        {
            lock (_lock)
            {
                long now = Stopwatch.GetTimestamp();
                _allowance = Math.Min(Burst, _allowance + PerSecond * Stopwatch.GetElapsedTime(_refilled, now).TotalSeconds);
                _refilled = now;

                // A single large one may overdraw: it has to go some time.
                if (_allowance > 0)
                {
                    _allowance -= bytes + PerMessage;
                    return waited;
                }
            }

            Thread.Sleep(Nap);
        }
    }
}
