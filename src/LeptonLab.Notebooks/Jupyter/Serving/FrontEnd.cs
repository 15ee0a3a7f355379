using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>The clients as the C# engine sees them: it asks them for a line, and objects of a notebook talk to their counterparts.</summary>
internal sealed class FrontEnd(Publisher publisher) : IFrontEnd
{
    private readonly Lock _lock = new();
    private readonly AsyncLocal<JsonObject?> _request = new();
    private readonly Dictionary<string, string> _comms = new(StringComparer.Ordinal);
    private Execution? _execution;
    private JsonObject _latest = [];
    private TaskCompletionSource<string>? _answer;

    /// <summary>The open comms: target names by id.</summary>
    public IReadOnlyDictionary<string, string> Comms
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, string>(_comms);
        }
    }

    /// <summary>The header under which what belongs to no cell is published.</summary>
    public JsonObject Latest
    {
        get
        {
            lock (_lock)
                return _latest;
        }
    }

    /// <inheritdoc/>
    public bool ShowsWidgets
    {
        get
        {
            // The runner gives names and draws nothing: a widget in its file would have no counterpart.
            lock (_lock)
                return _execution?.Names.Count == 0;
        }
    }

    /// <summary>Says on behalf of which request the calling thread, and what it starts, works from now on.</summary>
    public void Enter(JsonObject request)
    {
        _request.Value = request;

        // Not a question of an editor: no client shows what is sent under it.
        if (request.Text("msg_type") is not ("execute_request" or "comm_open" or "comm_msg"))
            return;
        lock (_lock)
            _latest = request;
    }

    /// <summary>Says which execution may ask; null when none runs.</summary>
    public void Run(Execution? execution)
    {
        lock (_lock)
            _execution = execution;
        CancelPrompt();
    }

    /// <inheritdoc/>
    public async Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_execution is not { AllowsStdin: true } execution)
            {
                throw new InvalidOperationException(
                    $"The notebook asks \"{prompt}\", but nobody can answer: whoever runs this cell takes no input. "
                    + "Give the value in the cell, or run the notebook in Jupyter.");
            }

            if (_answer is { Task.IsCompleted: false })
                throw new InvalidOperationException($"The notebook asks \"{prompt}\" while another question waits for its answer.");
            _answer = answer;
            publisher.Reply(
                Channel.Stdin, execution.Request, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = password });
        }

        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Send(CommMessage message)
    {
        var content = new JsonObject { ["comm_id"] = message.CommId, ["data"] = message.Data.DeepClone() };
        if (message.Kind == CommKind.Open)
            content["target_name"] = message.TargetName ?? "";
        Track(message);
        JsonObject parent = _request.Value ?? Latest;
        JsonObject? metadata = message.Metadata?.DeepClone() as JsonObject;
        publisher.Publish(Type(message.Kind), parent, content, metadata, message.Buffers);
    }

    /// <summary>Keeps the list of open comms.</summary>
    public void Track(CommMessage message)
    {
        lock (_lock)
        {
            if (message.Kind == CommKind.Open)
                _comms[message.CommId] = message.TargetName ?? "";
            else if (message.Kind == CommKind.Close)
                _comms.Remove(message.CommId);
        }
    }

    /// <summary>Hands over what a person typed; an answer that nobody waits for is dropped.</summary>
    public void Answer(JupyterMessage reply)
    {
        lock (_lock)
        {
            // Not from another client than the one that was asked.
            bool asked = _execution is { } execution && execution.Request.Identities.Count == reply.Identities.Count
                && execution.Request.Identities.Zip(reply.Identities).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            if (asked)
                _answer?.TrySetResult(reply.Content.Text("value") ?? "");
        }
    }

    /// <summary>Stops waiting for an answer.</summary>
    public void CancelPrompt()
    {
        lock (_lock)
            _answer?.TrySetCanceled();
    }

    private static string Type(CommKind kind) => kind switch
    {
        CommKind.Open => "comm_open",
        CommKind.Close => "comm_close",
        _ => "comm_msg",
    };
}
