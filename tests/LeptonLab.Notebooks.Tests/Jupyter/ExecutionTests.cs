using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class ExecutionTests
{
    [Fact]
    public async Task A_cell_is_busy_then_its_input_its_outputs_and_idle()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["cell"] = (outputs, _) =>
        {
            outputs.Publish(new StreamOutput("stdout", "a"));
            outputs.Publish(new StreamOutput("stdout", "b\n"));
            outputs.Publish(new StreamOutput("stderr", "oh\n"));
            outputs.Publish(new DisplayOutput(Text("shown"), "id-1"));
            outputs.Publish(new UpdateDisplayOutput(Text("new"), "id-1"));
            outputs.Publish(new ClearOutput(Wait: true));
            outputs.Publish(new ResultOutput(Text("42"), 999));
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        string id = client.SendCell("cell");
        var seen = new List<string>();
        while (seen.LastOrDefault() != "status idle")
        {
            JupyterMessage message = await client.NextAsync(Channel.IOPub);
            if (message.ParentId == id)
                seen.Add(Describe(message));
        }

        Assert.Equal(
            [
                "status busy", "execute_input cell 1", "stream stdout ab\n", "stream stderr oh\n", "display_data shown id-1",
                "update_display_data new id-1", "clear_output true", "execute_result 42 1", "status idle",
            ],
            seen);
        JsonObject reply = (await client.NextAsync(Channel.Shell, "execute_reply", id)).Content;
        Assert.Equal(("ok", 1), ((string)reply["status"]!, (int)reply["execution_count"]!));
    }

    [Fact]
    public async Task Printed_text_arrives_while_the_cell_runs()
    {
        await using var kernel = new TestKernel();
        var go = new TaskCompletionSource();
        kernel.Engine.Cells["cell"] = async (outputs, _) =>
        {
            outputs.Publish(new StreamOutput("stdout", "now"));
            await go.Task;
        };
        TestClient client = await kernel.ConnectAsync();
        string id = client.SendCell("cell");
        Assert.Equal("now", (string)(await client.NextAsync(Channel.IOPub, "stream", id)).Content["text"]!);
        go.SetResult();
        await client.OutputsAsync(id);
    }

    [Fact]
    public async Task A_failing_cell_has_its_error_and_nothing_else()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["fail"] = (_, _) => throw new InvalidOperationException("no luck");
        TestClient client = await kernel.ConnectAsync();
        (JsonObject reply, List<JupyterMessage> outputs) = await client.RunAsync("fail");
        JupyterMessage error = Assert.Single(outputs, output => output.Type != "execute_input");
        Assert.Equal("error", error.Type);
        foreach (JsonObject content in new[] { reply, error.Content })
        {
            Assert.Equal("InvalidOperationException", (string)content["ename"]!);
            Assert.Equal("no luck", (string)content["evalue"]!);
            Assert.Equal("InvalidOperationException: no luck", (string)content["traceback"]![0]!);
        }

        Assert.Equal("error", (string)reply["status"]!);
        Assert.Equal(3, (int)error.Metadata["lepton"]!["line"]!);
    }

    [Fact]
    public async Task A_silent_cell_publishes_nothing_and_counts_nothing()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        (JsonObject reply, List<JupyterMessage> outputs) = await client.RunAsync("quiet", ("silent", true));
        Assert.Equal("ok", (string)reply["status"]!);
        Assert.Empty(outputs);
        Assert.Equal(1, (int)(await client.RunAsync("loud")).Reply["execution_count"]!);
        Assert.Equal(1, (int)(await client.RunAsync("aside", ("store_history", false))).Reply["execution_count"]!);
        Assert.Equal(2, (int)(await client.RunAsync("next")).Reply["execution_count"]!);
    }

    [Fact]
    public async Task Expressions_of_the_client_are_evaluated_after_the_cell()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["broken"] = (_, _) => throw new InvalidOperationException("bad");
        TestClient client = await kernel.ConnectAsync();
        var expressions = new JsonObject { ["good"] = "value", ["bad"] = "broken" };
        (JsonObject reply, List<JupyterMessage> outputs) = await client.RunAsync("cell", ("user_expressions", expressions));
        Assert.Equal("Expression: value", (string)reply["user_expressions"]!["good"]!["data"]!["text/plain"]!);
        Assert.Equal("error", (string)reply["user_expressions"]!["bad"]!["status"]!);
        Assert.Equal("InvalidOperationException", (string)reply["user_expressions"]!["bad"]!["ename"]!);
        Assert.DoesNotContain(outputs, output => output.Type == "error");
    }

    [Theory]
    [InlineData(true, "aborted")]
    [InlineData(false, "ok")]
    public async Task An_error_calls_off_what_the_same_client_has_queued_unless_it_says_otherwise(bool stop, string expected)
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["fail"] = (_, _) => throw new InvalidOperationException("no luck");
        var go = new TaskCompletionSource();
        kernel.Engine.Cells["wait"] = (_, _) => go.Task;
        TestClient client = await kernel.ConnectAsync(), other = await kernel.ConnectAsync();
        client.SendCell("wait");
        client.SendCell("fail", ("stop_on_error", stop));
        string queued = client.SendCell("queued"), others = other.SendCell("others");
        go.SetResult();
        JupyterMessage reply = await client.NextAsync(Channel.Shell, "execute_reply", queued);
        Assert.Equal(expected, (string)reply.Content["status"]!);
        Assert.Equal("ok", (string)(await other.NextAsync(Channel.Shell, "execute_reply", others)).Content["status"]!);
        Assert.Equal("ok", (string)(await client.RunAsync("after")).Reply["status"]!);
    }

    [Fact]
    public async Task Cells_without_code_or_with_blanks_are_answered()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        Assert.Equal("ok", (string)(await client.RunAsync(" \n")).Reply["status"]!);
        string id = client.Send(Channel.Shell, "execute_request", new JsonObject { ["code"] = 5 });
        Assert.Equal("error", (string)(await client.NextAsync(Channel.Shell, "execute_reply", id)).Content["status"]!);
    }

    [Fact]
    public async Task A_number_that_is_none_becomes_null_so_that_browsers_can_read_the_message()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["cell"] = (outputs, _) =>
        {
            var values = new JsonArray(double.NaN, float.PositiveInfinity, 1.5);
            outputs.Publish(new DisplayOutput(new MimeBundle().Add("application/json", values), null));
            outputs.Publish(new StreamOutput("stdout", "half a pair: \ud83d."));
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        List<JupyterMessage> outputs = (await client.RunAsync("cell")).Outputs;
        Assert.Equal("[null,null,1.5]", outputs[1].Content["data"]!["application/json"]!.ToJsonString());
        Assert.Equal("half a pair: \ufffd.", (string)outputs[2].Content["text"]!);
    }

    private static MimeBundle Text(string text) => new MimeBundle().Add("text/plain", text);

    private static string Describe(JupyterMessage message)
    {
        JsonObject content = message.Content;
        JsonNode? detail = content["execution_state"] ?? content["code"] ?? content["name"] ?? content["data"]?["text/plain"] ?? content["wait"];
        JsonNode? more = content["text"] ?? content["transient"]?["display_id"] ?? content["execution_count"];
        return $"{message.Type} {detail}{(more is null ? "" : $" {more}")}";
    }
}
