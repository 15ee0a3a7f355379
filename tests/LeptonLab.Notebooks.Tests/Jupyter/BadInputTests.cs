using System.Net.Sockets;
using System.Text;
using LeptonLab.Notebooks.Jupyter;
using LeptonLab.Notebooks.Jupyter.Wire;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class BadInputTests : IDisposable
{
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-bad-").FullName;

    public static TheoryData<string, string[]> Frames => new()
    {
        { "no delimiter", ["hello"] },
        { "follow its delimiter", ["<IDS|MSG>"] },
        { "follow its delimiter", ["<IDS|MSG>", "", "{}", "{}", "{}"] },
        { "is not signed", ["<IDS|MSG>", "", "{\"msg_id\":\"1\",\"msg_type\":\"kernel_info_request\"}", "{}", "{}", "{}"] },
        { "signature is wrong", ["<IDS|MSG>", "abc", "{\"msg_id\":\"1\",\"msg_type\":\"kernel_info_request\"}", "{}", "{}", "{}"] },
        { "not valid JSON", ["<IDS|MSG>", "sign", "{", "{}", "{}", "{}"] },
        { "not valid JSON", ["<IDS|MSG>", "sign", "", "{}", "{}", "{}"] },
        { "not a JSON object", ["<IDS|MSG>", "sign", "[]", "{}", "{}", "{}"] },
        { "no msg_id", ["<IDS|MSG>", "sign", "{\"msg_type\":5}", "{}", "{}", "{}"] },
        { "content is not valid JSON", ["<IDS|MSG>", "sign", "{\"msg_id\":\"1\",\"msg_type\":\"x\"}", "{}", "{}", "{\"a\":NaN}"] },
        { "content is not valid JSON", ["<IDS|MSG>", "sign", "{\"msg_id\":\"1\",\"msg_type\":\"x\"}", "{}", "{}", "{\"a\":\"\\ud83d\"}"] },
        { "'x_request' is not known", ["<IDS|MSG>", "sign", "{\"msg_id\":\"1\",\"msg_type\":\"x_request\"}", "{}", "{}", "{}"] },
        { "'execute_reply' is not known", ["<IDS|MSG>", "sign", "{\"msg_id\":\"1\",\"msg_type\":\"execute_reply\"}", "{}", "{}", "{}"] },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task What_is_no_message_is_dropped_and_logged(string expected, string[] frames)
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        byte[][] bytes = [.. frames.Select(Encoding.UTF8.GetBytes)];
        if (frames.Length == 6 && frames[1] == "sign")
            bytes[1] = new MessageSigner(kernel.Connection.Key).Sign(bytes[2], bytes[3], bytes[4], bytes[5]);
        client.SendFrames(Channel.Shell, bytes);
        client.SendFrames(Channel.Control, bytes);
        Assert.Equal("ok", (string)(await client.AskAsync("kernel_info"))["status"]!);
        Assert.Equal("ok", (string)(await client.AskAsync("kernel_info", channel: Channel.Control))["status"]!);
        Assert.Contains(expected, kernel.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_frames_and_random_bytes_do_not_end_the_kernel()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[][] frames = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Noise(random))];
            if (i % 2 == 0)
                frames[random.Next(frames.Length)] = Delimiter;
            client.SendFrames((Channel)(i % 4 == 2 ? 3 : i % 4), frames);
        }

        ConnectionFile at = kernel.Connection;
        foreach (int port in new[] { at.Shell, at.Control, at.IOPub, at.Stdin, at.Heartbeat })
        {
            foreach (byte[] greeting in new[] { Noise(random), "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3], [] })
            {
                using var stranger = new TcpClient();
                await stranger.ConnectAsync("127.0.0.1", port);
                await stranger.GetStream().WriteAsync(greeting);
                await Task.Delay(5);
            }
        }

        Assert.Equal("ok", (string)(await client.RunAsync("cell")).Reply["status"]!);
        Assert.Equal("ok", (string)(await (await kernel.ConnectAsync()).RunAsync("cell")).Reply["status"]!);
    }

    [Fact]
    public async Task A_client_with_another_key_gets_no_answer()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        using var stranger = new TestClient(kernel.Connection with { Key = "another" });
        stranger.SendCell("evil");
        await Task.Delay(200);
        Assert.Equal(1, (int)(await client.RunAsync("cell")).Reply["execution_count"]!);
        Assert.Contains("its signature is wrong", kernel.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_key_switches_signatures_off()
    {
        await using var kernel = new TestKernel(connection: ConnectionFile.Create() with { Key = "" });
        Assert.Equal("ok", (string)(await (await kernel.ConnectAsync()).RunAsync("cell")).Reply["status"]!);
    }

    [Fact]
    public void Signatures_are_those_of_RFC_2104()
    {
        // Computed with Python's hmac module: key "secret", the four parts "{}".
        byte[] part = "{}"u8.ToArray();
        string signature = Encoding.ASCII.GetString(new MessageSigner("secret").Sign(part, part, part, part));
        Assert.Equal("34982f0bfec60e7b933ffde06c1ecab0fba073717a95ab943d1dd06f82c2d5e4", signature);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var kernel = new TestKernel();
        var error = Assert.Throws<LeptonException>(() => new TestKernel(connection: kernel.Connection));
        Assert.Contains($"Port {kernel.Connection.Shell} (shell_port", error.Message, StringComparison.Ordinal);
        Assert.Contains("already in use", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "its shell_port is missing")]
    [InlineData("{\"transport\":\"ipc\"}", "its transport is 'ipc'")]
    [InlineData("{\"transport\":5}", "its transport is 5, where a text was expected")]
    [InlineData("{\"shell_port\":70000}", "its shell_port is 70000")]
    [InlineData("{\"shell_port\":\"1\"}", "its shell_port is \"1\"")]
    [InlineData("{\"key\":\"a\",\"signature_scheme\":\"hmac-md5\"}", "its signature_scheme is 'hmac-md5'")]
    public void A_connection_file_that_cannot_be_used_is_refused_with_a_reason(string text, string message)
    {
        string path = Path.Combine(_folder, "connection.json");
        File.WriteAllText(path, text);
        Assert.Contains(message, Assert.Throws<LeptonException>(() => ConnectionFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_file_that_is_missing_or_a_folder_is_refused()
    {
        Assert.Contains("There is no connection file", Assert.Throws<LeptonException>(() => ConnectionFile.Load("/nowhere/x.json")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<LeptonException>(() => ConnectionFile.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_file_is_read_as_it_was_written_and_only_its_owner_can_read_it()
    {
        ConnectionFile connection = ConnectionFile.Create();
        string path = Path.Combine(_folder, "connection.json");
        connection.Save(path);
        Assert.Equal(connection, ConnectionFile.Load(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(0, 60)];
        random.NextBytes(bytes);
        return bytes;
    }
}
