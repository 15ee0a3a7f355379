using System.Text.Json.Nodes;
using System.Threading.Channels;
using LeptonLab.Notebooks.Jupyter;
using LeptonLab.Notebooks.Jupyter.Client;
using LeptonLab.Notebooks.Jupyter.Wire;
using Channel = LeptonLab.Notebooks.Jupyter.Wire.Channel;

namespace LeptonLab.Notebooks.Tests.Jupyter;

/// <summary>A client of a kernel that takes messages one by one.</summary>
internal sealed class TestClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<Channel, Channel<JupyterMessage>> _received;
    private readonly KernelConnection _connection;

    public TestClient(ConnectionFile connection)
    {
        _received = Enum.GetValues<Channel>().ToDictionary(channel => channel, _ => System.Threading.Channels.Channel.CreateUnbounded<JupyterMessage>());
        _connection = new KernelConnection(connection, (channel, message) => _received[channel].Writer.TryWrite(message));
    }

    public string Send(Channel channel, string type, JsonObject content, JsonObject? metadata = null, byte[][]? buffers = null) =>
        _connection.Send(channel, type, content, metadata, null, buffers);

    public void SendFrames(Channel channel, params byte[][] frames) => _connection.SendFrames(channel, [.. frames]);

    public async Task<JupyterMessage> NextAsync(Channel channel)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _received[channel].Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next message of a type; those before it are passed over.</summary>
    public async Task<JupyterMessage> NextAsync(Channel channel, string type, string? parent = null)
    {
        while (true)
        {
            JupyterMessage message = await NextAsync(channel);
            if (message.Type == type && (parent is null || message.ParentId == parent))
                return message;
        }
    }

    /// <summary>What is published on behalf of a request, up to its "idle"; without the states.</summary>
    public async Task<List<JupyterMessage>> OutputsAsync(string request)
    {
        var outputs = new List<JupyterMessage>();
        while (true)
        {
            JupyterMessage message = await NextAsync(Channel.IOPub);
            if (message.ParentId != request)
                continue;
            if (message.Type != "status")
                outputs.Add(message);
            else if ((string)message.Content["execution_state"]! == "idle")
                return outputs;
        }
    }

    public async Task<JsonObject> AskAsync(string type, JsonObject? content = null, Channel channel = Channel.Shell)
    {
        string id = Send(channel, type + "_request", content ?? []);
        return (await NextAsync(channel, type + "_reply", id)).Content;
    }

    public string SendCell(string code, params (string Field, JsonNode Value)[] options)
    {
        var content = new JsonObject { ["code"] = code };
        foreach ((string field, JsonNode value) in options)
            content[field] = value;
        return Send(Channel.Shell, "execute_request", content);
    }

    /// <summary>Runs a cell to its end.</summary>
    public async Task<(JsonObject Reply, List<JupyterMessage> Outputs)> RunAsync(string code, params (string Field, JsonNode Value)[] options)
    {
        string id = SendCell(code, options);
        List<JupyterMessage> outputs = await OutputsAsync(id);
        return ((await NextAsync(Channel.Shell, "execute_reply", id)).Content, outputs);
    }

    /// <summary>Waits until the kernel answers and its publications arrive.</summary>
    public async Task ReadyAsync()
    {
        await NextAsync(Channel.IOPub, "iopub_welcome");
        await AskAsync("kernel_info");
    }

    public void Dispose() => _connection.Dispose();
}
