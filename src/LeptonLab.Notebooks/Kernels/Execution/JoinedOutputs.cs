using System.Diagnostics;
using System.Text;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// Stands between a cell and its client: joins what is printed in quick succession, and keeps everything in order.
/// </summary>
internal sealed class JoinedOutputs(ICellOutputs client) : ICellOutputs
{
    // A burst is joined for as long as nobody can notice.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int LongText = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private string _stream = "";
    private Timer? _timer;
    private long _sent;

    /// <inheritdoc/>
    public void Publish(CellOutput output)
    {
        CellThread? thread = CellThread.EnterCritical();
        try
        {
            lock (_lock)
            {
                if (output is StreamOutput stream)
                {
                    Print(stream);
                }
                else
                {
                    SendText();
                    client.Publish(output);
                }
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
        if (stream.Text.Length == 0)
            return;
        if (_stream != stream.Name)
            SendText();
        _stream = stream.Name;
        _text.Append(stream.Text);
        if (_text.Length >= LongText || Stopwatch.GetElapsedTime(_sent) > Pause)
        {
            SendText();
        }
        else
        {
            _timer ??= new Timer(static self => ((JoinedOutputs)self!).Flush(), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
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
