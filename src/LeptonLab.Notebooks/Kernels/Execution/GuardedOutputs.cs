using System.Diagnostics;
using System.Text;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// Stands between a cell and its client: joins what is printed in quick succession, keeps everything in order, and stops a
/// cell that never stops printing from filling the client's memory.
/// </summary>
internal sealed class GuardedOutputs(ICellOutputs client, KernelOptions options) : ICellOutputs
{
    // A burst is joined for as long as nobody can notice.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int LongText = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private string _stream = "";
    private Timer? _timer;
    private long _sent;
    private long _printed;
    private int _displays;

    /// <inheritdoc/>
    public void Publish(CellOutput output)
    {
        CellThread? thread = CellThread.EnterCritical();
        try
        {
            lock (_lock)
            {
                if (output is StreamOutput stream)
                    Print(stream);
                else
                    Send(output);
            }
        }
        finally
        {
            thread?.LeaveCritical();
        }
    }

    /// <summary>Sends what has been printed so far.</summary>
    public void Flush()
    {
        lock (_lock)
            SendText();
    }

    private void Print(StreamOutput stream)
    {
        long room = options.MostPrinted - _printed;
        if (room < 0 || stream.Text.Length == 0)
            return;
        _printed += stream.Text.Length;
        if (_stream != stream.Name)
            SendText();
        _stream = stream.Name;
        _text.Append(stream.Text, 0, (int)Math.Min(stream.Text.Length, room));
        if (_printed > options.MostPrinted)
        {
            _printed = long.MaxValue / 2;
            SendText();
            client.Publish(new StreamOutput(
                "stderr", $"\n[This cell has printed {options.MostPrinted:N0} characters; what it prints from here on is dropped.]\n"));
        }
        else if (_text.Length >= LongText || Stopwatch.GetElapsedTime(_sent) > Pause)
        {
            SendText();
        }
        else
        {
            _timer ??= new Timer(static self => ((GuardedOutputs)self!).Flush(), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Send(CellOutput output)
    {
        SendText();
        if (output is DisplayOutput or UpdateDisplayOutput && ++_displays > options.MostDisplays)
        {
            if (_displays == options.MostDisplays + 1)
            {
                client.Publish(new StreamOutput(
                    "stderr", $"\n[This cell has shown {options.MostDisplays:N0} values; what it shows from here on is dropped.]\n"));
            }

            return;
        }

        client.Publish(output);
    }

    private void SendText()
    {
        if (_text.Length == 0)
            return;
        var output = new StreamOutput(_stream, _text.ToString());
        _text.Clear();
        _sent = Stopwatch.GetTimestamp();
        client.Publish(output);
    }
}
