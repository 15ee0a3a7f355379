using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class QuestionTests
{
    [Theory]
    [InlineData(Channel.Shell)]
    [InlineData(Channel.Control)]
    public async Task The_kernel_says_what_it_is(object channel)
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        JsonObject info = await client.AskAsync("kernel_info", channel: (Channel)channel);
        Assert.Equal("ok", (string)info["status"]!);
        Assert.StartsWith("5.", (string)info["protocol_version"]!, StringComparison.Ordinal);
        Assert.Equal("lepton", (string)info["implementation"]!);
        Assert.Equal("C#", (string)info["language_info"]!["name"]!);
        Assert.Equal(".cs", (string)info["language_info"]!["file_extension"]!);
        Assert.NotNull(info["language_info"]!["mimetype"]);
        Assert.IsType<JsonArray>(info["supported_features"]);
        Assert.NotEmpty((string)info["banner"]!);
    }

    [Fact]
    public async Task Completion_counts_characters_beyond_the_BMP_as_one()
    {
        await using var kernel = new TestKernel();
        const string code = "\"🙂𝑥\".Le";
        kernel.Engine.Completion = (text, position) =>
        {
            Assert.Equal((code, code.Length), (text, position));
            return new CompletionAnswer(position - 2, position, [new CompletionCandidate("Length", "property", "int string.Length", "How long.")]);
        };
        TestClient client = await kernel.ConnectAsync();
        JsonObject reply = await client.AskAsync("complete", new JsonObject { ["code"] = code, ["cursor_pos"] = 7 });
        Assert.Equal(["Length"], reply["matches"]!.AsArray().Select(match => (string)match!));
        Assert.Equal((5, 7), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        JsonNode typed = reply["metadata"]!["_jupyter_types_experimental"]![0]!;
        Assert.Equal(("property", "int string.Length"), ((string)typed["type"]!, (string)typed["signature"]!));
    }

    [Fact]
    public async Task Inspection_gives_what_is_known_and_says_when_nothing_is()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Inspection = (code, position) => code == "🙂x" && position == 3 ? new MimeBundle().Add("text/plain", "int x") : null;
        TestClient client = await kernel.ConnectAsync();
        JsonObject found = await client.AskAsync("inspect", new JsonObject { ["code"] = "🙂x", ["cursor_pos"] = 2, ["detail_level"] = 0 });
        Assert.True((bool)found["found"]!);
        Assert.Equal("int x", (string)found["data"]!["text/plain"]!);
        JsonObject unknown = await client.AskAsync("inspect", new JsonObject { ["code"] = "y", ["cursor_pos"] = 1, ["detail_level"] = 0 });
        Assert.Equal(("ok", false), ((string)unknown["status"]!, (bool)unknown["found"]!));
    }

    [Fact]
    public async Task Completeness_comes_with_an_indent_where_more_lines_are_wanted()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        JsonObject open = await client.AskAsync("is_complete", new JsonObject { ["code"] = "if (true) {" });
        Assert.Equal(("incomplete", "    "), ((string)open["status"]!, (string)open["indent"]!));
        Assert.Equal("complete", (string)(await client.AskAsync("is_complete", new JsonObject { ["code"] = "1" }))["status"]!);
    }

    [Fact]
    public async Task An_engine_that_throws_makes_an_error_reply_and_no_dead_kernel()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Completion = (_, _) => throw new InvalidOperationException("broken");
        TestClient client = await kernel.ConnectAsync();
        Assert.Equal("error", (string)(await client.AskAsync("complete", new JsonObject { ["code"] = "x", ["cursor_pos"] = 99 }))["status"]!);
        Assert.Equal("ok", (string)(await client.AskAsync("kernel_info"))["status"]!);
    }

    [Fact]
    public async Task Questions_are_answered_while_a_cell_runs_and_the_kernel_is_busy_again_after_them()
    {
        await using var kernel = new TestKernel();
        var go = new TaskCompletionSource();
        kernel.Engine.Cells["wait"] = (_, _) => go.Task;
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("wait");
        await client.NextAsync(Channel.IOPub, "execute_input", cell);
        string question = client.Send(Channel.Shell, "complete_request", new JsonObject { ["code"] = "x", ["cursor_pos"] = 1 });
        await client.NextAsync(Channel.Shell, "complete_reply", question);
        await client.OutputsAsync(question);
        JupyterMessage after = await client.NextAsync(Channel.IOPub);
        Assert.Equal((cell, "busy"), (after.ParentId, (string)after.Content["execution_state"]!));
        go.SetResult();
        await client.OutputsAsync(cell);
    }

    [Fact]
    public async Task A_question_about_the_cells_that_were_just_sent_comes_after_them()
    {
        await using var kernel = new TestKernel();
        bool ran = false, ranBefore = false;
        kernel.Engine.Cells["cell"] = async (_, stop) =>
        {
            await Task.Delay(50, stop);
            ran = true;
        };
        kernel.Engine.Completion = (_, position) =>
        {
            ranBefore = ran;
            return new CompletionAnswer(position, position, []);
        };
        TestClient client = await kernel.ConnectAsync();
        client.SendCell("cell");
        await client.AskAsync("complete", new JsonObject { ["code"] = "x", ["cursor_pos"] = 1 });
        Assert.True(ranBefore);
    }
}
