using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class FrontEndTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cell_asks_the_client_that_runs_it(bool password)
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["ask"] = async (outputs, stop) => outputs.Publish(
            new StreamOutput("stdout", "got " + await kernel.Engine.FrontEnd!.ReadLineAsync("Name?", password, stop)));
        TestClient client = await kernel.ConnectAsync(), other = await kernel.ConnectAsync();
        string cell = client.SendCell("ask", ("allow_stdin", true));
        JupyterMessage question = await client.NextAsync(Channel.Stdin, "input_request", cell);
        Assert.Equal(("Name?", password), ((string)question.Content["prompt"]!, (bool)question.Content["password"]!));
        other.Send(Channel.Stdin, "input_reply", new JsonObject { ["value"] = "an intruder" });
        await Task.Delay(50);
        client.Send(Channel.Stdin, "input_reply", new JsonObject { ["value"] = "größe 🙂" });
        List<JupyterMessage> outputs = await client.OutputsAsync(cell);
        Assert.Equal("got größe 🙂", (string)outputs.Single(output => output.Type == "stream").Content["text"]!);
    }

    [Fact]
    public async Task A_cell_whose_client_cannot_be_asked_fails_and_says_what_to_do()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["ask"] = (_, stop) => kernel.Engine.FrontEnd!.ReadLineAsync("Name?", false, stop);
        TestClient client = await kernel.ConnectAsync();
        JsonObject reply = (await client.RunAsync("ask", ("allow_stdin", false))).Reply;
        Assert.Contains("asks \"Name?\"", (string)reply["evalue"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_can_be_interrupted()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["ask"] = (_, _) => kernel.Engine.FrontEnd!.ReadLineAsync("Name?", false, CancellationToken.None);
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("ask");
        await client.NextAsync(Channel.Stdin, "input_request", cell);
        await client.AskAsync("interrupt", channel: Channel.Control);
        Assert.Equal("error", (string)(await client.NextAsync(Channel.Shell, "execute_reply", cell)).Content["status"]!);
        client.Send(Channel.Stdin, "input_reply", new JsonObject { ["value"] = "too late" });
        Assert.Equal("ok", (string)(await client.RunAsync("next")).Reply["status"]!);
    }

    [Fact]
    public async Task Comm_messages_go_both_ways_with_their_binary_parts()
    {
        await using var kernel = new TestKernel();
        byte[] picture = [0, 1, 2, 255];
        kernel.Engine.Cells["open"] = (_, _) =>
        {
            var data = new JsonObject { ["state"] = new JsonObject { ["value"] = 5 } };
            kernel.Engine.FrontEnd!.Send(new CommMessage(CommKind.Open, "ours", "jupyter.widget", data, new JsonObject { ["version"] = "2.1.0" }, [picture]));
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        JupyterMessage opened = (await client.RunAsync("open")).Outputs.Single(output => output.Type == "comm_open");
        Assert.Equal(("ours", "jupyter.widget"), ((string)opened.Content["comm_id"]!, (string)opened.Content["target_name"]!));
        Assert.Equal("2.1.0", (string)opened.Metadata["version"]!);
        Assert.Equal(picture, Assert.Single(opened.Buffers));

        string message = client.Send(
            Channel.Shell, "comm_msg", new JsonObject { ["comm_id"] = "ours", ["data"] = new JsonObject { ["value"] = 6 } }, null, [picture, []]);
        await client.OutputsAsync(message);
        CommMessage received = Assert.Single(kernel.Engine.Comms);
        Assert.Equal((CommKind.Message, "ours", 6), (received.Kind, received.CommId, (int)received.Data["value"]!));
        Assert.Equal([picture, []], received.Buffers);
    }

    [Fact]
    public async Task The_open_comms_are_listed_until_they_close()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        foreach ((string id, string target) in new[] { ("a", "one"), ("b", "two") })
            client.Send(Channel.Shell, "comm_open", new JsonObject { ["comm_id"] = id, ["target_name"] = target, ["data"] = new JsonObject() });
        client.Send(Channel.Shell, "comm_open", new JsonObject { ["target_name"] = "without an id" });
        Assert.Equal("""{"a":{"target_name":"one"},"b":{"target_name":"two"}}""", (await client.AskAsync("comm_info"))["comms"]!.ToJsonString());
        client.Send(Channel.Shell, "comm_close", new JsonObject { ["comm_id"] = "a", ["data"] = new JsonObject() });
        Assert.Equal("""{"b":{"target_name":"two"}}""", (await client.AskAsync("comm_info"))["comms"]!.ToJsonString());
        Assert.Equal("{}", (await client.AskAsync("comm_info", new JsonObject { ["target_name"] = "one" }))["comms"]!.ToJsonString());
    }

    [Fact]
    public async Task A_control_moved_before_a_cell_is_sent_has_its_new_value_in_the_cell()
    {
        await using var kernel = new TestKernel();
        int before = -1;
        kernel.Engine.Cells["cell"] = (_, _) =>
        {
            before = kernel.Engine.Comms.Count;
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        for (int i = 0; i < 5; i++)
            client.Send(Channel.Shell, "comm_msg", new JsonObject { ["comm_id"] = "slider", ["data"] = new JsonObject { ["value"] = i } });
        await client.RunAsync("cell");
        Assert.Equal(5, before);
    }
}
