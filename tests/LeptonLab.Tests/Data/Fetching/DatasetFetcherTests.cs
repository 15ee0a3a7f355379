using System.Net.Sockets;
using System.Security.Cryptography;
using LeptonLab.Data.Fetching;
using LeptonLab.Numerics;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data.Fetching;

/// <summary>Downloads from a server that misbehaves in every way that servers do, and some more.</summary>
public sealed class DatasetFetcherTests : IDisposable
{
    private const int Length = 200_000;
    private static readonly byte[] Bytes = Random(Length, 1);
    private static readonly DownloadSettings Hasty = new()
    {
        Stall = TimeSpan.FromMilliseconds(400),
        FirstDelay = TimeSpan.FromMilliseconds(1),
        LongestDelay = TimeSpan.FromMilliseconds(50),
    };

    private readonly TemporaryFolder _folder = new();

    public DatasetFetcherTests() => Directory.CreateDirectory(_folder.File("set"));

    [Fact]
    public async Task A_good_server_gives_the_file_in_one_request_and_the_second_call_asks_nothing()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        await Get(server);
        await Get(server);
        AssertWhole();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task After_a_cut_the_next_attempt_asks_for_the_rest_of_the_same_version()
    {
        using var server = new MisbehavingServer(
            MisbehavingServer.Announce(Length, Bytes[..70_000], "ETag: \"v1\""), MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
        int offset = MisbehavingServer.Offset(server.Requests[1]);
        Assert.InRange(offset, 1, 70_000);
        Assert.Equal("\"v1\"", MisbehavingServer.Header(server.Requests[1], "If-Range"));
    }

    [Fact]
    public async Task A_server_that_cuts_again_and_again_is_asked_as_long_as_something_arrives()
    {
        Func<string, NetworkStream, Task> some = async (request, stream) =>
        {
            int offset = MisbehavingServer.Offset(request), end = Math.Min(Length, offset + 25_000);
            string head = offset == 0
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {Length}\r\n\r\n"
                : $"HTTP/1.1 206 Partial Content\r\nContent-Length: {Length - offset}\r\nContent-Range: bytes {offset}-{Length - 1}/{Length}\r\n\r\n";
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(Bytes.AsMemory(offset..end));
        };
        using var server = new MisbehavingServer(some);
        await Get(server);
        AssertWhole();
        Assert.True(server.Requests.Count > Hasty.Attempts);
    }

    [Fact]
    public async Task A_stall_times_out_and_the_download_goes_on()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Stall(Length, Bytes[..10_000]), MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var server = new MisbehavingServer((_, _) => Task.Delay(TimeSpan.FromSeconds(20)));
        Assert.Contains("nothing arrived for 0", await Refusal(server, settings: Hasty with { Attempts = 1 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Length + 1, "it offers a file of 200,001 bytes, and 200,000 were expected")]
    [InlineData(Length - 1, "it offers a file of 199,999 bytes, and 200,000 were expected")]
    public async Task A_length_other_than_the_known_one_is_refused_at_once(int announced, string expected)
    {
        using var server = new MisbehavingServer(MisbehavingServer.Announce(announced, Bytes));
        Assert.Contains(expected, await Refusal(server), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task More_bytes_than_the_file_has_are_not_stored()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Unannounced(Random(3 * Length, 2)));
        Assert.Contains("more than the 200,000 bytes arrived", await Refusal(server), StringComparison.Ordinal);
        Assert.False(File.Exists(Final + ".part"));
    }

    [Fact]
    public async Task Fewer_bytes_than_announced_are_asked_for_again_and_end_in_an_error()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Announce(Length, []));
        Assert.Contains("the connection was cut", await Refusal(server), StringComparison.Ordinal);
        Assert.Equal(Hasty.Attempts, server.Requests.Count);
    }

    [Fact]
    public async Task Without_a_length_the_end_of_the_connection_is_not_taken_for_the_end_of_the_file()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Unannounced(Bytes[..^1]), MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
    }

    [Fact]
    public async Task Wrong_bytes_are_refused_by_their_hash_and_the_mirror_is_asked()
    {
        byte[] wrong = [.. Bytes];
        wrong[100_000] ^= 1;
        using var bad = new MisbehavingServer(MisbehavingServer.Good(wrong));
        using var mirror = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        await Get(Manifest(bad.Root + "/f.gz", mirror.Root + "/f.gz"));
        AssertWhole();
        Assert.Single(bad.Requests);
        Assert.Contains("is not the right file: its SHA-256 is", await RefusalAnew(bad), StringComparison.Ordinal);
        Assert.False(File.Exists(Final));
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var target = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        using var server = new MisbehavingServer(MisbehavingServer.Redirect("/elsewhere"), MisbehavingServer.Redirect(target.Root + "/f"));
        await Get(server);
        AssertWhole();
    }

    [Theory]
    [InlineData("/data.gz", "in a circle")]
    [InlineData("file:///etc/passwd", "redirects to file://…, which is not followed")]
    [InlineData("ftp://127.0.0.1/x", "redirects to ftp://…")]
    [InlineData("http://[bad", "is not an address|redirects to nowhere")]
    public async Task Redirects_that_lead_astray_are_not(string location, string expected)
    {
        using var server = new MisbehavingServer(MisbehavingServer.Redirect(location));
        string message = await Refusal(server);
        Assert.True(expected.Split('|').Any(part => message.Contains(part, StringComparison.Ordinal)), message);
    }

    [Fact]
    public async Task Endless_redirects_end()
    {
        int number = 0;
        using var server = new MisbehavingServer((request, stream) => MisbehavingServer.Redirect($"/{++number}")(request, stream));
        Assert.Contains("more than 10 times", await Refusal(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_not_asked_for_twice_and_the_message_says_what_to_put_where()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Status("404 Not Found"));
        string message = await Refusal(server);
        Assert.Single(server.Requests);
        Assert.Contains("the server answers 404 Not Found", message, StringComparison.Ordinal);
        Assert.Contains($"{server.Root}/data.gz → {Final}", message, StringComparison.Ordinal);
        Assert.Contains("lepton data get test-set --from DIR", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again_after_the_time_that_it_names()
    {
        using var server = new MisbehavingServer(
            MisbehavingServer.Status("500 Oops"), MisbehavingServer.Status("429 Too Many Requests", "Retry-After: 0"), MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Status("429 Too Many Requests", "Retry-After: 3600"));
        Assert.Contains("asks to wait for 3,600 s", await Refusal(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_ranges_starts_anew()
    {
        File.WriteAllBytes(Final + ".part", Bytes[..50_000]);
        using var server = new MisbehavingServer(MisbehavingServer.Whole(Bytes));
        await Get(server);
        AssertWhole();
        Assert.Equal(50_000, MisbehavingServer.Offset(server.Requests[0]));
    }

    [Fact]
    public async Task A_range_that_is_refused_or_that_begins_elsewhere_starts_anew()
    {
        File.WriteAllBytes(Final + ".part", Bytes[..50_000]);
        using var server = new MisbehavingServer(MisbehavingServer.Status("416 Range Not Satisfiable"), MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();

        File.Delete(Final);
        File.WriteAllBytes(Final + ".part", Bytes[..50_000]);
        using var other = new MisbehavingServer(
            MisbehavingServer.Status("206 Partial Content", $"Content-Range: bytes 7-8/{Length}"), MisbehavingServer.Good(Bytes));
        await Get(other);
        AssertWhole();
    }

    [Fact]
    public async Task The_beginning_of_another_version_is_thrown_away()
    {
        File.WriteAllBytes(Final + ".part", Random(50_000, 9));
        using var server = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_was_all_there_is_not_asked_for_again()
    {
        File.WriteAllBytes(Final + ".part", Bytes);
        using var server = new MisbehavingServer(MisbehavingServer.Status("404 Not Found"));
        await Get(server);
        AssertWhole();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_has_arrived_and_goes_on_from_there()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Stall(Length, Bytes[..60_000]), MisbehavingServer.Good(Bytes));
        using var stop = new CancellationTokenSource();
        var progress = new Recorder(value =>
        {
            if (value.Received >= 60_000)
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DatasetFetcher.GetAsync(Manifest(server.Root + "/data.gz"), _folder.File("set"), settings: new(), progress: progress, cancellationToken: stop.Token));
        Assert.Equal(60_000, new FileInfo(Final + ".part").Length);
        await Get(server);
        AssertWhole();
        Assert.Equal(60_000, MisbehavingServer.Offset(server.Requests[1]));
    }

    [Fact]
    public async Task Two_that_fetch_at_once_fetch_once()
    {
        using var server = new MisbehavingServer(async (request, stream) =>
        {
            await Task.Delay(300);
            await MisbehavingServer.Good(Bytes)(request, stream);
        });
        await Task.WhenAll(Get(server), Get(server), Get(server));
        AssertWhole();
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_damaged_file_is_fetched_again()
    {
        File.WriteAllBytes(Final, Bytes[1..]);
        using var server = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        await Get(server);
        AssertWhole();
    }

    [Fact]
    public async Task Nobody_at_home_is_said_in_words()
    {
        string message = (await Assert.ThrowsAsync<LeptonException>(() => Get(Manifest("http://127.0.0.1:9/data.gz")))).Message;
        Assert.Contains("no connection to 127.0.0.1 was made", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_here_already_are_taken_by_name_or_by_hash()
    {
        using var downloads = new TemporaryFolder();
        File.WriteAllBytes(downloads.File("data (1).gz"), Bytes);
        File.WriteAllBytes(downloads.File("same size.gz"), Random(Length, 5));
        await DatasetFetcher.GetAsync(Manifest("http://127.0.0.1:9/x"), _folder.File("set"), downloads.Path);
        AssertWhole();

        File.Delete(Final);
        File.WriteAllBytes(downloads.File("data.gz"), Bytes[..^1]);
        File.Delete(downloads.File("data (1).gz"));
        string message = (await Assert.ThrowsAsync<LeptonException>(() =>
            DatasetFetcher.GetAsync(Manifest("http://127.0.0.1:9/x"), _folder.File("set"), downloads.Path))).Message;
        Assert.Contains("it has 199,999 bytes, and 200,000 were expected", message, StringComparison.Ordinal);
        File.Delete(downloads.File("data.gz"));
        message = (await Assert.ThrowsAsync<LeptonException>(() =>
            DatasetFetcher.GetAsync(Manifest("http://127.0.0.1:9/x"), _folder.File("set"), downloads.Path))).Message;
        Assert.Contains("'data.gz' is not in", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_size_is_bounded()
    {
        DatasetManifest manifest = Manifest("x://y");
        using var server = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        DatasetManifest Bounded(long most) => manifest with { Files = [manifest.Files[0] with { Bytes = null, MostBytes = most, Urls = [server.Root + "/data.gz"] }] };
        Assert.Contains("at most 1,000 were expected", (await Assert.ThrowsAsync<LeptonException>(() => Get(Bounded(1000)))).Message, StringComparison.Ordinal);
        await Get(Bounded(Length));
        AssertWhole();
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Random(int length, ulong seed)
    {
        var random = new RandomStream(seed);
        byte[] bytes = new byte[length];
        foreach (ref byte value in bytes.AsSpan())
            value = (byte)random.NextUInt32();
        return bytes;
    }

    private static DatasetManifest Manifest(params string[] urls) => new(
        "test-set", "A set", "Us", "Nothing", "MIT", "idx", ["a", "b"], [1, 1, 1], new Dictionary<string, int> { ["train"] = 1 },
        [new ManifestFile("data.gz", urls, Bytes: Length, Sha256: Convert.ToHexStringLower(SHA256.HashData(Bytes)))], "this test");

    private string Final => _folder.File("set/data.gz");

    private void AssertWhole()
    {
        Assert.Equal(Bytes, File.ReadAllBytes(Final));
        Assert.Equal(["data.gz"], Directory.GetFileSystemEntries(_folder.File("set")).Select(Path.GetFileName));
    }

    private Task<string> Get(MisbehavingServer server) => Get(Manifest(server.Root + "/data.gz"));

    private Task<string> Get(DatasetManifest manifest) => DatasetFetcher.GetAsync(manifest, _folder.File("set"), settings: Hasty);

    private async Task<string> Refusal(MisbehavingServer server, DownloadSettings? settings = null) => (await Assert.ThrowsAsync<LeptonException>(() =>
        DatasetFetcher.GetAsync(Manifest(server.Root + "/data.gz"), _folder.File("set"), settings: settings ?? Hasty))).Message;

    private Task<string> RefusalAnew(MisbehavingServer server)
    {
        File.Delete(Final);
        return Refusal(server);
    }

    private sealed class Recorder(Action<DownloadProgress> act) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => act(value);
    }
}
