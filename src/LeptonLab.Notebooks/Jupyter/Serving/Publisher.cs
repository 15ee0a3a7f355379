using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// Writes the messages of a kernel, in order. Printed text is gathered for a few hundredths of a second, because a message
/// for every word would drown a browser.
/// </summary>
internal sealed class Publisher : IDisposable
{
    private const int MostGathered = 64 * 1024;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private readonly Action<Channel, List<byte[]>> _send;
    private readonly MessageSigner _signer;
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly string _user = Environment.UserName is { Length: > 0 } name ? name : "kernel";
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly AutoResetEvent _printed = new(initialState: false);
    private JsonObject _textParent = [];
    private string _textStream = "";
    private volatile bool _closed;

    /// <summary>Sends what it writes over sockets.</summary>
    public Publisher(Action<Channel, List<byte[]>> send, string key)
    {
        _send = send;
        _signer = new MessageSigner(key);

        // A thread of its own: cells may keep every thread of the pool busy.
        new Thread(FlushNowAndThen) { IsBackground = true, Name = "Jupyter output" }.Start();
    }

    /// <summary>Publishes a message on iopub.</summary>
    public void Publish(
        string type, JsonObject parent, JsonObject content, JsonObject? metadata = null, IReadOnlyList<byte[]>? buffers = null)
    {
        lock (_lock)
        {
            Flush();
            Send(Channel.IOPub, [Encoding.UTF8.GetBytes(type)], type, parent, content, metadata, buffers);
        }
    }

    /// <summary>Publishes the state of the kernel on iopub.</summary>
    public void PublishStatus(string state, JsonObject parent) =>
        Publish("status", parent, new JsonObject { ["execution_state"] = state });

    /// <summary>Publishes text on iopub, soon.</summary>
    public void Print(string stream, string text, JsonObject parent)
    {
        lock (_lock)
        {
            if (stream != _textStream || !ReferenceEquals(parent, _textParent))
                Flush();
            if (_text.Length == 0)
                _printed.Set();
            (_textStream, _textParent) = (stream, parent);
            _text.Append(text);
            if (_text.Length > MostGathered)
                Flush();
        }
    }

    /// <summary>Answers a request; what was published before it goes out before it.</summary>
    public void Reply(Channel channel, JupyterMessage request, string type, JsonObject content, JsonObject? metadata = null)
    {
        lock (_lock)
        {
            Flush();
            Send(channel, request.Identities, type, request.Header, content, metadata, null);
        }
    }

    /// <summary>Tells a new listener that it will get what comes from now on (JEP 65).</summary>
    public void Welcome(byte[] topic)
    {
        lock (_lock)
        {
            var content = new JsonObject { ["subscription"] = Encoding.UTF8.GetString(topic) };
            Send(Channel.IOPub, [topic], "iopub_welcome", [], content, null, null);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Flush();
        _closed = true;
        _printed.Set();
    }

    private void FlushNowAndThen()
    {
        while (!_closed)
        {
            _printed.WaitOne();
            Thread.Sleep(Gathering);
            lock (_lock)
                Flush();
        }
    }

    private void Flush()
    {
        if (_text.Length == 0)
            return;
        var content = new JsonObject { ["name"] = _textStream, ["text"] = _text.ToString() };
        _text.Clear();
        Send(Channel.IOPub, ["stream"u8.ToArray()], "stream", _textParent, content, null, null);
    }

    private void Send(
        Channel channel,
        IReadOnlyList<byte[]> identities,
        string type,
        JsonObject parent,
        JsonObject content,
        JsonObject? metadata,
        IReadOnlyList<byte[]>? buffers)
    {
        JsonObject header = JupyterMessage.NewHeader(type, _session, _user);
        var message = new JupyterMessage(identities, header, parent, metadata ?? [], content, buffers ?? []);
        _send(channel, WireFormat.Encode(message, _signer));
    }
}
