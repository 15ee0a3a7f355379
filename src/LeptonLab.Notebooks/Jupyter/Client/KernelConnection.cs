using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>The client's side of a kernel's sockets. They belong to one thread; messages that come in are handed over there.</summary>
internal sealed class KernelConnection : IDisposable
{
    private static readonly TimeSpan TimeToSend = TimeSpan.FromSeconds(1);
    private readonly DealerSocket _shell = new(), _control = new(), _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly NetMQQueue<(Channel Channel, List<byte[]> Frames)> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly MessageSigner _signer;
    private int _disposed;

    /// <summary>Connects to a kernel, which may start to listen later.</summary>
    /// <param name="connection">Where it is.</param>
    /// <param name="received">Takes each message.</param>
    public KernelConnection(ConnectionFile connection, Action<Channel, JupyterMessage> received)
    {
        _signer = new MessageSigner(connection.Key);
        _poller = [_shell, _control, _stdin, _iopub, _outgoing];

        // A kernel knows by the identity that requests and prompts are of the same client.
        byte[] identity = Guid.NewGuid().ToByteArray();
        identity[0] |= 1;
        (NetMQSocket Socket, int Port, Channel Channel)[] sockets =
        [
            (_shell, connection.Shell, Channel.Shell), (_control, connection.Control, Channel.Control),
            (_stdin, connection.Stdin, Channel.Stdin), (_iopub, connection.IOPub, Channel.IOPub),
        ];
        foreach ((NetMQSocket socket, int port, Channel channel) in sockets)
        {
            socket.Options.Identity = identity;
            socket.Options.SendHighWatermark = 0;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.Zero;
            socket.ReceiveReady += (_, _) => Receive(socket, channel, received);
            socket.Connect(connection.Endpoint(port));
        }

        _iopub.SubscribeToAnyTopic();
        _outgoing.ReceiveReady += (_, _) => SendQueued();
        _poller.RunAsync("Jupyter client", isBackgroundThread: true);
    }

    /// <summary>By which the kernel tells this client from others.</summary>
    public string Session { get; } = Guid.NewGuid().ToString();

    /// <summary>Sends a message.</summary>
    /// <returns>Its id, which answers carry.</returns>
    public string Send(
        Channel channel,
        string type,
        JsonObject content,
        JsonObject? metadata = null,
        JsonObject? parent = null,
        IReadOnlyList<byte[]>? buffers = null)
    {
        JsonObject header = JupyterMessage.NewHeader(type, Session, "lepton");
        var message = new JupyterMessage([], header, parent ?? [], metadata ?? [], content, buffers ?? []);
        SendFrames(channel, WireFormat.Encode(message, _signer));
        return message.Id;
    }

    /// <summary>Sends frames as they are.</summary>
    public void SendFrames(Channel channel, List<byte[]> frames) => _outgoing.Enqueue((channel, frames));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        var closing = new Thread(Close) { IsBackground = true, Name = "Jupyter client, closing" };
        closing.Start();
        closing.Join(TimeToSend);
    }

    private void Receive(NetMQSocket socket, Channel channel, Action<Channel, JupyterMessage> received)
    {
        var frames = new List<byte[]>();
        while (socket.TryReceiveMultipartBytes(ref frames!))
        {
            try
            {
                received(channel, WireFormat.Decode(frames, _signer));
            }
            catch (WireException)
            {
                // Not from our kernel: nothing that we could act on.
            }

            frames = [];
        }
    }

    private void SendQueued()
    {
        while (_outgoing.TryDequeue(out (Channel Channel, List<byte[]> Frames) message, TimeSpan.Zero))
        {
            DealerSocket socket = message.Channel switch
            {
                Channel.Control => _control,
                Channel.Stdin => _stdin,
                _ => _shell,
            };
            socket.TrySendMultipartBytes(message.Frames);
        }
    }

    private void Close()
    {
        _poller.Stop();
        _poller.Dispose();
        foreach (IDisposable socket in new IDisposable[] { _shell, _control, _stdin, _iopub, _outgoing })
            socket.Dispose();
    }
}
