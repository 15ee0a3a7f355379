using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeptonLab.Tests.Data.Fetching;

/// <summary>
/// A web server on this machine that does what it is told, connection by connection, whatever HTTP says of it. The last
/// behaviour is kept for all further connections.
/// </summary>
internal sealed class MisbehavingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, NetworkStream, Task>[] _behaviours;
    private readonly List<string> _requests = [];

    internal MisbehavingServer(params Func<string, NetworkStream, Task>[] behaviours)
    {
        _behaviours = behaviours;
        _listener.Start();
        Root = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _ = ServeAsync();
    }

    internal string Root { get; }

    /// <summary>The heads of all requests so far.</summary>
    internal IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>The first byte that a request asks for; 0 if it asks for all.</summary>
    internal static int Offset(string request) =>
        Header(request, "Range") is { } range ? int.Parse(range.Split('=')[1].TrimEnd('-')) : 0;

    internal static string? Header(string request, string name) => request.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    /// <summary>A good server: ranges, and a tag of the version.</summary>
    internal static Func<string, NetworkStream, Task> Good(byte[] file, string tag = "\"v1\"") => (request, stream) =>
    {
        int offset = Header(request, "If-Range") is { } wanted && wanted != tag ? 0 : Offset(request);
        return offset == 0
            ? Send(stream, "200 OK", file, $"ETag: {tag}")
            : Send(stream, "206 Partial Content", file[offset..], $"ETag: {tag}", $"Content-Range: bytes {offset}-{file.Length - 1}/{file.Length}");
    };

    /// <summary>Announces a length, sends some bytes and hangs up.</summary>
    internal static Func<string, NetworkStream, Task> Announce(int length, byte[] body, params string[] headers) => async (_, stream) =>
        await stream.WriteAsync((byte[])[.. Head("200 OK", [$"Content-Length: {length}", .. headers]), .. body]);

    /// <summary>Sends some bytes of what it announced and then nothing.</summary>
    internal static Func<string, NetworkStream, Task> Stall(int length, byte[] body) => async (request, stream) =>
    {
        await Announce(length, body)(request, stream);
        await Task.Delay(TimeSpan.FromSeconds(20));
    };

    /// <summary>Sends bytes until the connection ends, without a length.</summary>
    internal static Func<string, NetworkStream, Task> Unannounced(byte[] body) => async (_, stream) =>
        await stream.WriteAsync((byte[])[.. Head("200 OK", []), .. body]);

    internal static Func<string, NetworkStream, Task> Status(string status, params string[] headers) =>
        (_, stream) => Send(stream, status, "no"u8.ToArray(), headers);

    internal static Func<string, NetworkStream, Task> Redirect(string location) => Status("302 Found", $"Location: {location}");

    /// <summary>Sends the whole file, whatever range was asked for.</summary>
    internal static Func<string, NetworkStream, Task> Whole(byte[] file) => (_, stream) => Send(stream, "200 OK", file);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private static Task Send(NetworkStream stream, string status, byte[] body, params string[] headers) =>
        stream.WriteAsync((byte[])[.. Head(status, [$"Content-Length: {body.Length}", .. headers]), .. body]).AsTask();

    private static byte[] Head(string status, string[] headers) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n");

    private async Task ServeAsync()
    {
        for (int connection = 0; ; connection++)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(client, _behaviours[Math.Min(connection, _behaviours.Length - 1)]);
        }
    }

    private async Task AnswerAsync(TcpClient client, Func<string, NetworkStream, Task> behaviour)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var request = new StringBuilder();
                byte[] buffer = new byte[4096];
                while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    int read = await stream.ReadAsync(buffer, _stop.Token);
                    if (read == 0)
                        return;
                    request.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }

                lock (_requests)
                    _requests.Add(request.ToString());
                await behaviour(request.ToString(), stream);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has had enough.
            }
        }
    }
}
