using System.Security.Cryptography;
using System.Text.Json;
using LeptonLab.Data;
using LeptonLab.Tests.Data.Fetching;

namespace LeptonLab.Cli.Tests;

/// <summary><c>lepton data</c> with a published set, whose publisher is a server on this machine.</summary>
public sealed class DataGetTests : IDisposable
{
    private const string FileName = "numbers.bin";
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 + (i >> 8)))];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_set_is_fetched_into_the_cache_with_its_licence_and_not_fetched_again()
    {
        using var server = new MisbehavingServer(MisbehavingServer.Good(Bytes));
        for (int time = 0; time < 2; time++)
        {
            Finished finished = Get(server.Root);
            Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
            Assert.Contains("and its hashes are right", finished.Output, StringComparison.Ordinal);
            Assert.Contains("Licence: CC0. Please cite: A. Author.", finished.Output, StringComparison.Ordinal);
        }

        Assert.Equal(Bytes, File.ReadAllBytes(Fetched));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Ctrl_C_keeps_what_has_arrived_and_the_same_command_goes_on_from_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no command that sends Ctrl-C to one process.");
        using var server = new MisbehavingServer(
            async (_, stream) =>
            {
                string head = $"HTTP/1.1 200 OK\r\nContent-Length: {Bytes.Length}\r\nETag: \"v1\"\r\n\r\n";
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(Bytes.AsMemory(0, 40_000));
                await Task.Delay(TimeSpan.FromMinutes(1));
            },
            MisbehavingServer.Good(Bytes));
        Finished stopped = Lepton.RunWithDataAndInterrupt(_folder.Path, "40 %", "data", "get", Manifest(server.Root));
        Assert.Equal(1, stopped.ExitCode);
        Assert.Equal("Stopped. What has arrived is kept; the same command goes on from there.", stopped.Error);
        Assert.Equal(40_000, new FileInfo(Fetched + ".part").Length);
        Assert.False(File.Exists(Fetched));

        Assert.Equal(0, Get(server.Root).ExitCode);
        Assert.Equal(Bytes, File.ReadAllBytes(Fetched));
        Assert.Equal(40_000, MisbehavingServer.Offset(server.Requests[^1]));
        Assert.False(File.Exists(Fetched + ".part"));
    }

    [Fact]
    public void A_file_that_was_downloaded_already_is_taken_and_a_wrong_one_is_named()
    {
        string nowhere = "http://127.0.0.1:9";
        string downloads = Path.GetDirectoryName(_folder.Write("downloads/readme.txt", "none yet"))!;
        Finished missing = Get(nowhere, "--from", downloads);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains($"'{FileName}' is not in '{downloads}'", missing.Error, StringComparison.Ordinal);
        Assert.Contains($"{nowhere}/{FileName} → {Fetched}", missing.Error, StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(downloads, FileName), Bytes[1..]);
        Finished wrong = Get(nowhere, "--from", downloads);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("is not the right file", wrong.Error, StringComparison.Ordinal);

        File.Delete(Path.Combine(downloads, FileName));
        File.WriteAllBytes(Path.Combine(downloads, "numbers (1).bin"), Bytes);
        Assert.Equal(0, Get(nowhere, "--from", downloads).ExitCode);
        Assert.Equal(Bytes, File.ReadAllBytes(Fetched));
    }

    [Fact]
    public void The_card_says_what_it_is_where_it_comes_from_and_what_may_be_done_with_it()
    {
        Finished card = Lepton.RunWithData(_folder.Path, "data", "card", "mnist");
        Assert.Equal(0, card.ExitCode);
        Assert.Equal("mnist", card.Labelled("Name"));
        Assert.Equal("60,000 train, 10,000 test", card.Labelled("Samples"));
        Assert.NotEmpty(card.Labelled("Licence"));
        Assert.Contains("'lepton data get mnist' fetches it", card.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_there_is_not_and_a_set_that_there_is_not_are_explained()
    {
        Finished card = Lepton.RunWithData(_folder.Path, "data", "card", "mnits"), get = Lepton.RunWithData(_folder.Path, "data", "get", "signs");
        Assert.Equal((1, 1), (card.ExitCode, get.ExitCode));
        Assert.Contains("no dataset of that name. Known are", card.Error, StringComparison.Ordinal);
        Assert.Contains("'signs' is not fetched. It is generated: 'lepton data make signs", get.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_file_in_the_cache_is_found_by_verify()
    {
        foreach (string name in new[] { "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" })
            _folder.Write($"mnist/{name}", "not it");
        Finished verified = Lepton.RunWithData(_folder.Path, "data", "verify", "mnist");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("train-images-idx3-ubyte.gz' differs", verified.Error, StringComparison.Ordinal);
        Assert.Contains("problems: 4, files: 4", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_names_every_set_and_the_help_of_train_those_for_classifiers()
    {
        string list = Lepton.RunWithData(_folder.Path, "data", "list").Output;
        string help = Lepton.Run(_folder.Path, "train", "--help").Output;
        foreach (KnownDataset known in DatasetCatalog.All)
        {
            Assert.Contains($"{known.Name}\t", list, StringComparison.Ordinal);
            Assert.Equal(known.IsForClassifiers, help.Contains(known.Name, StringComparison.Ordinal));
        }

        Finished scenes = Lepton.RunWithData(_folder.Path, "train", "--data", "road-scenes");
        Assert.Equal(1, scenes.ExitCode);
        Assert.Contains("no class for each picture", scenes.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Fetched => Path.Combine(_folder.Path, "numbers", FileName);

    private Finished Get(string root, params string[] options) =>
        Lepton.RunWithData(_folder.Path, ["data", "get", Manifest(root), .. options]);

    private string Manifest(string root) => _folder.Write("numbers.json", JsonSerializer.Serialize(new
    {
        name = "numbers",
        title = "Numbers",
        origin = "this test",
        citation = "A. Author",
        licence = "CC0",
        reader = "idx",
        classes = new[] { "a", "b" },
        sample_shape = new[] { 1, 1, 1 },
        samples = new { train = 1, test = 1 },
        files = new[] { new { name = FileName, urls = new[] { $"{root}/{FileName}" }, bytes = Bytes.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes)) } },
        facts_from = "this test",
    }));
}
