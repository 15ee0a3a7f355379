using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class HistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-history-").FullName;

    private string File => Path.Combine(_folder, "sub", "history.jsonl");

    [Fact]
    public async Task The_history_outlives_the_kernel_and_is_found_by_its_end_by_session_and_by_pattern()
    {
        await RunAsync("var a = 1;", "var b = 2;");
        await using var kernel = new TestKernel(File);
        TestClient client = await kernel.ConnectAsync();
        await client.RunAsync("a + b");
        await client.RunAsync("hidden", ("store_history", false));
        await client.RunAsync("a + b");
        Assert.Equal("[[1,2,\"var b = 2;\"],[2,1,\"a \\u002B b\"],[2,2,\"a \\u002B b\"]]", await AskAsync(client, "tail", ("n", 3)));
        Assert.Equal("[[1,2,\"var b = 2;\"]]", await AskAsync(client, "range", ("session", -1), ("start", 2), ("stop", 9)));
        Assert.Equal("[[2,1,\"a \\u002B b\"]]", await AskAsync(client, "range", ("session", 0), ("start", 1), ("stop", 2)));
        Assert.Equal("[[1,1,\"var a = 1;\"],[1,2,\"var b = 2;\"]]", await AskAsync(client, "search", ("pattern", "var*")));
        Assert.Equal("[[2,2,\"a \\u002B b\"]]", await AskAsync(client, "search", ("pattern", "a*b"), ("unique", true)));
        Assert.Equal("[[2,2,[\"a \\u002B b\",null]]]", await AskAsync(client, "tail", ("n", 1), ("output", true)));
    }

    [Fact]
    public async Task Damaged_lines_are_passed_over_and_a_file_that_grew_too_large_is_shortened()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        string line = $"[7,1,\"{new string('x', 9_000)}\"]\n";
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Repeat(line, 600)) + "[1,\n{}\n[\"a\",1,2]\n[7,2,\"kept\"]\n[7,3,\"half");
        await using (var kernel = new TestKernel(File))
        {
            TestClient client = await kernel.ConnectAsync();
            await client.RunAsync("new");
            Assert.Equal("[[7,2,\"kept\"],[8,1,\"new\"]]", await AskAsync(client, "tail", ("n", 2)));
        }

        Assert.True(new FileInfo(File).Length < 4_100_000);
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_lasts_as_long_as_the_kernel()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "sub"), "a file where a folder should be");
        await using var kernel = new TestKernel(File);
        TestClient client = await kernel.ConnectAsync();
        await client.RunAsync("cell");
        Assert.Equal("[[1,1,\"cell\"]]", await AskAsync(client, "tail", ("n", 5)));
        Assert.Contains("The history is not kept", kernel.Log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RunAsync(params string[] cells)
    {
        await using var kernel = new TestKernel(File);
        TestClient client = await kernel.ConnectAsync();
        foreach (string cell in cells)
            await client.RunAsync(cell);
    }

    private static async Task<string> AskAsync(TestClient client, string access, params (string Field, JsonNode Value)[] options)
    {
        var content = new JsonObject { ["hist_access_type"] = access, ["raw"] = true };
        foreach ((string field, JsonNode value) in options)
            content[field] = value;
        return (await client.AskAsync("history", content))["history"]!.ToJsonString();
    }
}
