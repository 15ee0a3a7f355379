using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Serving;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>
/// A cell that runs elsewhere. It has ended when its reply is there and the kernel is idle again, for outputs may come after
/// the reply.
/// </summary>
internal sealed class RemoteExecution(ICellOutputs outputs)
{
    private readonly TaskCompletionSource<JupyterMessage> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _id = new();
    private readonly Lock _lock = new();
    private JupyterMessage? _reply;
    private bool _idle, _closed;
    private volatile bool _begun, _stopping;

    /// <summary>The id of the request. Messages that come before it is set wait for it.</summary>
    public string Id
    {
        set => _id.SetResult(value);
    }

    /// <summary>The reply, when all outputs have come.</summary>
    public Task<JupyterMessage> Ended => _ended.Task;

    /// <summary>Whether the kernel has taken the cell up.</summary>
    public bool HasBegun => _begun;

    /// <summary>Whether the cell is being stopped: that it says so then is no news.</summary>
    public bool IsStopping
    {
        set => _stopping = value;
    }

    /// <summary>Takes a message, on the thread of the sockets.</summary>
    public void Receive(Channel channel, JupyterMessage message)
    {
        if (message.ParentId != _id.Task.GetAwaiter().GetResult())
            return;
        _begun = true;
        if (channel == Channel.Shell && message.Type == "execute_reply")
            _reply = message;
        else if (channel == Channel.IOPub && message.Type == "status")
            _idle |= message.Content.Text("execution_state") == "idle";
        else if (channel == Channel.IOPub && Output(message) is { } output && !(_stopping && output is ErrorOutput))
            Publish(output);
        if (_reply is not null && _idle)
            _ended.TrySetResult(_reply);
    }

    /// <summary>Hands an output over, unless this is closed.</summary>
    public void Publish(CellOutput output)
    {
        lock (_lock)
        {
            if (!_closed)
                outputs.Publish(output);
        }
    }

    /// <summary>Lets no more outputs through.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }

    private static CellOutput? Output(JupyterMessage message)
    {
        JsonObject content = message.Content;
        string? displayId = content.Fields("transient").Text("display_id");
        return message.Type switch
        {
            "stream" => new StreamOutput(content.Text("name") ?? "stdout", content.Text("text") ?? ""),
            "display_data" => new DisplayOutput(Bundle(content), displayId),
            "update_display_data" => new UpdateDisplayOutput(Bundle(content), displayId ?? ""),
            "execute_result" => new ResultOutput(Bundle(content), content.Whole("execution_count") ?? 0),
            "error" => new ErrorOutput(ErrorContent.Read(content, message.Metadata)),
            "clear_output" => new ClearOutput(content.Flag("wait", otherwise: false)),
            _ => null,
        };
    }

    private static MimeBundle Bundle(JsonObject content)
    {
        var bundle = new MimeBundle();
        foreach ((string mimeType, JsonNode? form) in content.Fields("data"))
        {
            if (form is not null)
                bundle.Add(mimeType, form.DeepClone());
        }

        foreach ((string mimeType, JsonNode? size) in content.Fields("metadata"))
            bundle.Metadata[mimeType] = size?.DeepClone();
        return bundle;
    }
}
