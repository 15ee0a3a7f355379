using System.Globalization;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// Ends the kernel when the program that started it is gone, so that no kernel is left behind. Jupyter gives the parent's
/// process id in JPY_PARENT_PID.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private volatile bool _stopped;

    private ParentWatch(int parent, Action gone) => new Thread(() =>
    {
        while (!_stopped)
        {
            Thread.Sleep(Pause);
            if (!_stopped && !IsRunning(parent))
            {
                gone();
                return;
            }
        }
    })
    { IsBackground = true, Name = "Parent watch" }.Start();

    /// <summary>Begins to watch; null if nothing says who the parent is.</summary>
    public static ParentWatch? Start(Action gone)
    {
        // On Windows the variable holds a handle and not an id.
        bool known = int.TryParse(
            Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out int parent);
        return known && parent > 1 && !OperatingSystem.IsWindows() ? new ParentWatch(parent, gone) : null;
    }

    public void Dispose() => _stopped = true;

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return !process.HasExited && !IsZombie(id);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Ended, but its own parent has not asked how; such a process still has its id. The state follows the name in brackets.
    private static bool IsZombie(int id)
    {
        try
        {
            string status = OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{id}/stat") : "";
            int bracket = status.LastIndexOf(')');
            return bracket >= 0 && bracket + 2 < status.Length && status[bracket + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
