using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter;

/// <summary>
/// Where the five sockets of a kernel are and by which key its messages are signed: the JSON file that a Jupyter client
/// writes and names on the kernel's command line.
/// </summary>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files</remarks>
public sealed record ConnectionFile
{
    private const string Scheme = "hmac-sha256";

    /// <summary>The address to bind or to connect to; this machine only, unless the client says otherwise.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port of requests.</summary>
    public required int Shell { get; init; }

    /// <summary>The port of interrupt and shutdown, which are not to wait behind a running cell.</summary>
    public required int Control { get; init; }

    /// <summary>The port on which outputs are published.</summary>
    public required int IOPub { get; init; }

    /// <summary>The port of prompts.</summary>
    public required int Stdin { get; init; }

    /// <summary>The port that echoes what it gets.</summary>
    public required int Heartbeat { get; init; }

    /// <summary>The key of the signatures; empty for none.</summary>
    public required string Key { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="LeptonException">It is missing, cannot be read, or does not say what it must.</exception>
    public static ConnectionFile Load(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject json
                ? Parse(json)
                : throw new LeptonException("it is not a JSON object.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LeptonException($"There is no connection file '{path}'. Jupyter writes it and starts the kernel with its name.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"The connection file '{path}' cannot be read: {error.Message}", error);
        }
        catch (JsonException error)
        {
            throw new LeptonException($"The connection file '{path}' is not valid JSON: {error.Message}", error);
        }
        catch (LeptonException error)
        {
            throw new LeptonException($"The connection file '{path}' cannot be used: {error.Message}", error);
        }
    }

    /// <summary>A connection on this machine with ports that are free now and a new key.</summary>
    public static ConnectionFile Create()
    {
        // All five are held at once, so that no port is given twice.
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            foreach (TcpListener listener in listeners)
                listener.Start();
            int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
            return new ConnectionFile
            {
                Shell = ports[0],
                Control = ports[1],
                IOPub = ports[2],
                Stdin = ports[3],
                Heartbeat = ports[4],
                Key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
            };
        }
        finally
        {
            foreach (TcpListener listener in listeners)
                listener.Dispose();
        }
    }

    /// <summary>Writes the file, readable by its owner only: who has the key can run programs.</summary>
    public void Save(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = Address,
            ["shell_port"] = Shell,
            ["control_port"] = Control,
            ["iopub_port"] = IOPub,
            ["stdin_port"] = Stdin,
            ["hb_port"] = Heartbeat,
            ["signature_scheme"] = Scheme,
            ["key"] = Key,
        }.ToJsonString());
    }

    /// <summary>The address of a port as sockets are told it.</summary>
    internal string Endpoint(int port) => Address.Contains(':', StringComparison.Ordinal) && !Address.StartsWith('[')
        ? $"tcp://[{Address}]:{port}"
        : $"tcp://{Address}:{port}";

    private static ConnectionFile Parse(JsonObject json)
    {
        string transport = Text(json, "transport") ?? "tcp";
        if (transport != "tcp")
            throw new LeptonException($"its transport is '{transport}', and this kernel speaks tcp only.");
        string key = Text(json, "key") ?? "";
        string scheme = Text(json, "signature_scheme") ?? Scheme;
        if (key.Length > 0 && scheme != Scheme)
            throw new LeptonException($"its signature_scheme is '{scheme}', and this kernel knows {Scheme} only.");
        return new ConnectionFile
        {
            Address = Text(json, "ip") is { Length: > 0 } address ? address : "127.0.0.1",
            Shell = Port(json, "shell_port"),
            Control = Port(json, "control_port"),
            IOPub = Port(json, "iopub_port"),
            Stdin = Port(json, "stdin_port"),
            Heartbeat = Port(json, "hb_port"),
            Key = key,
        };
    }

    private static string? Text(JsonObject json, string field) => json[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonNode other => throw new LeptonException($"its {field} is {other.ToJsonString()}, where a text was expected."),
    };

    private static int Port(JsonObject json, string field)
    {
        if (json[field] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and <= ushort.MaxValue)
            return port;
        throw new LeptonException($"its {field} is {json[field]?.ToJsonString() ?? "missing"}, where a port from 1 to {ushort.MaxValue} was expected.");
    }
}
