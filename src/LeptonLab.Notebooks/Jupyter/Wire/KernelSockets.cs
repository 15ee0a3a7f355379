using System.Diagnostics;
using NetMQ;
using NetMQ.Sockets;

namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>The sockets over which messages go, the heartbeat aside.</summary>
internal enum Channel
{
    /// <summary>Requests and replies.</summary>
    Shell,

    /// <summary>Requests that do not wait behind a running cell.</summary>
    Control,

    /// <summary>Outputs, to whoever listens.</summary>
    IOPub,

    /// <summary>Prompts.</summary>
    Stdin,
}

/// <summary>
/// The five sockets of a kernel. They belong to one thread, the poller's: what comes in is handed over there and must not be
/// waited for, what goes out is queued. The heartbeat is echoed on that thread, however busy cells are.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private static readonly TimeSpan TimeToSend = TimeSpan.FromSeconds(1);

    // A kernel that is restarted gets the ports of the one before it, which may still be closing them.
    private static readonly TimeSpan TimeToBind = TimeSpan.FromSeconds(1);
    private readonly RouterSocket _shell = new(), _control = new(), _stdin = new(), _heartbeat = new();
    private readonly XPublisherSocket _iopub = new();
    private readonly NetMQQueue<(Channel Channel, List<byte[]> Frames)> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly Action<Channel, List<byte[]>> _received;
    private readonly Action<byte[]> _subscribed;
    private int _disposed;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="received">Takes the frames of a message.</param>
    /// <param name="subscribed">Is told that somebody listens to iopub now, and to which topic.</param>
    /// <exception cref="LeptonException">A port is taken, or the address is not one of this machine.</exception>
    public KernelSockets(ConnectionFile connection, Action<Channel, List<byte[]>> received, Action<byte[]> subscribed)
    {
        _received = received;
        _subscribed = subscribed;
        _poller = [_shell, _control, _stdin, _heartbeat, _iopub, _outgoing];
        try
        {
            Bind(_shell, connection, connection.Shell, "shell_port");
            Bind(_control, connection, connection.Control, "control_port");
            Bind(_iopub, connection, connection.IOPub, "iopub_port");
            Bind(_stdin, connection, connection.Stdin, "stdin_port");
            Bind(_heartbeat, connection, connection.Heartbeat, "hb_port");
        }
        catch
        {
            Close();
            throw;
        }

        // Every subscription is told, also the second client's to the same topic.
        _iopub.Options.XPubVerbose = true;
        _shell.ReceiveReady += (_, _) => Receive(Channel.Shell, _shell);
        _control.ReceiveReady += (_, _) => Receive(Channel.Control, _control);
        _stdin.ReceiveReady += (_, _) => Receive(Channel.Stdin, _stdin);
        _iopub.ReceiveReady += (_, _) => ReceiveSubscription();
        _heartbeat.ReceiveReady += (_, _) => Echo();
        _outgoing.ReceiveReady += (_, _) => SendQueued();
    }

    /// <summary>Begins to hand over what comes in.</summary>
    public void Listen() => _poller.RunAsync("Jupyter sockets", isBackgroundThread: true);

    /// <summary>Queues a message; those of one channel are sent in this order.</summary>
    public void Send(Channel channel, List<byte[]> frames) => _outgoing.Enqueue((channel, frames));

    /// <summary>Sends what is queued, then closes the sockets; gives up after a second, as a client may be gone.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        var watch = Stopwatch.StartNew();
        while (!_outgoing.IsEmpty && watch.Elapsed < TimeToSend)
            Thread.Sleep(1);
        var closing = new Thread(Close) { IsBackground = true, Name = "Jupyter sockets, closing" };
        closing.Start();
        closing.Join(TimeToSend);
    }

    private static void Bind(NetMQSocket socket, ConnectionFile connection, int port, string field)
    {
        // Nothing is dropped: how much may be under way is limited where it is produced.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = TimeToSend;
        string endpoint = connection.Endpoint(port);
        socket.Options.IPv4Only = !endpoint.Contains('[', StringComparison.Ordinal);
        try
        {
            Bind(socket, endpoint);
        }
        catch (AddressAlreadyInUseException error)
        {
            throw new LeptonException(
                $"Port {port} ({field} of the connection file) is already in use on {connection.Address}: another kernel or program has it. "
                + "Start the kernel again with other ports.",
                error);
        }
        catch (Exception error) when (error is NetMQException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new LeptonException($"The kernel cannot listen at {endpoint} ({field} of the connection file): {error.Message}", error);
        }
    }

    private static void Bind(NetMQSocket socket, string endpoint)
    {
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                socket.Bind(endpoint);
                return;
            }
            catch (AddressAlreadyInUseException) when (watch.Elapsed < TimeToBind)
            {
            }
        }
    }

    private void Receive(Channel channel, RouterSocket socket)
    {
        var frames = new List<byte[]>();
        while (socket.TryReceiveMultipartBytes(ref frames!))
        {
            _received(channel, frames);
            frames = [];
        }
    }

    private void ReceiveSubscription()
    {
        // A subscription is 1 and the topic, its end 0 and the topic; anything else is not for us.
        var frames = new List<byte[]>();
        while (_iopub.TryReceiveMultipartBytes(ref frames!))
        {
            if (frames.Count == 1 && frames[0] is [1, .. byte[] topic])
                _subscribed(topic);
            frames = [];
        }
    }

    private void Echo()
    {
        var frames = new List<byte[]>();
        while (_heartbeat.TryReceiveMultipartBytes(ref frames!))
        {
            _heartbeat.TrySendMultipartBytes(frames);
            frames = [];
        }
    }

    private void SendQueued()
    {
        while (_outgoing.TryDequeue(out (Channel Channel, List<byte[]> Frames) message, TimeSpan.Zero))
        {
            NetMQSocket socket = message.Channel switch
            {
                Channel.Shell => _shell,
                Channel.Control => _control,
                Channel.Stdin => _stdin,
                _ => _iopub,
            };
            socket.TrySendMultipartBytes(message.Frames);
        }
    }

    private void Close()
    {
        if (_poller.IsRunning)
            _poller.Stop();
        _poller.Dispose();
        foreach (IDisposable socket in new IDisposable[] { _shell, _control, _iopub, _stdin, _heartbeat, _outgoing })
            socket.Dispose();
    }
}
