using System.Diagnostics;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class HeavyTests
{
    [Fact]
    public async Task Ten_megabytes_arrive_whole()
    {
        await using var kernel = new TestKernel();
        string text = new('x', 10_000_000);
        kernel.Engine.Cells["print"] = (outputs, _) =>
        {
            outputs.Publish(new StreamOutput("stdout", text));
            return Task.CompletedTask;
        };
        kernel.Engine.Cells["show"] = (outputs, _) =>
        {
            outputs.Publish(new DisplayOutput(new MimeBundle().Add("text/html", text), null));
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        List<JupyterMessage> printed = (await client.RunAsync("print")).Outputs;
        Assert.Equal(text.Length, printed.Where(output => output.Type == "stream").Sum(output => ((string)output.Content["text"]!).Length));
        JupyterMessage shown = (await client.RunAsync("show")).Outputs.Single(output => output.Type == "display_data");
        Assert.Equal(text, (string)shown.Content["data"]!["text/html"]!);
    }

    [Fact]
    public async Task Ten_thousand_quick_messages_arrive_in_order()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["many"] = (outputs, _) =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                outputs.Publish(new DisplayOutput(new MimeBundle().Add("text/plain", $"{i}"), null));
                outputs.Publish(new StreamOutput("stdout", $"{i}\n"));
            }

            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        List<JupyterMessage> outputs = [.. (await client.RunAsync("many")).Outputs.Skip(1)];
        Assert.Equal(10_000, outputs.Count);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.Equal($"{i}", (string)outputs[2 * i].Content["data"]!["text/plain"]!);
            Assert.Equal($"{i}\n", (string)outputs[2 * i + 1].Content["text"]!);
        }
    }

    [Fact]
    public async Task A_thousand_quick_requests_are_answered_in_order()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => client.SendCell($"cell {i}"))];
        foreach (string id in ids)
            Assert.Equal(id, (await client.NextAsync(Channel.Shell)).ParentId);
    }

    [Fact]
    public async Task A_cell_that_prints_for_ever_is_cut_with_a_notice_and_can_be_interrupted()
    {
        await using var kernel = new TestKernel();
        string line = new string('x', 999) + "\n";
        kernel.Engine.Cells["print"] = (outputs, stop) => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                outputs.Publish(new StreamOutput("stdout", line));
            stop.ThrowIfCancellationRequested();
        }, CancellationToken.None);
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("print");
        int length = 0;
        for (string stream = ""; stream != "stderr";)
        {
            JupyterMessage message = await client.NextAsync(Channel.IOPub, "stream", cell);
            stream = (string)message.Content["name"]!;
            if (stream == "stderr")
                Assert.Contains("the rest is not shown", (string)message.Content["text"]!, StringComparison.Ordinal);
            else
                length += ((string)message.Content["text"]!).Length;
        }

        Assert.Equal(16_000_000, length);
        await client.AskAsync("interrupt", channel: Channel.Control);
        Assert.Equal("error", Assert.Single(await client.OutputsAsync(cell)).Type);
    }

    [Fact]
    public async Task A_cell_that_shows_for_ever_is_slowed_down_and_can_be_interrupted()
    {
        await using var kernel = new TestKernel();
        MimeBundle large = new MimeBundle().Add("text/html", new string('x', 1_000_000));
        int shown = 0;
        kernel.Engine.Cells["show"] = (outputs, stop) => Task.Run(() =>
        {
            for (; !stop.IsCancellationRequested; shown++)
                outputs.Publish(new DisplayOutput(large, null));
            stop.ThrowIfCancellationRequested();
        }, CancellationToken.None);
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("show");
        await client.NextAsync(Channel.IOPub, "stream", cell);
        int before = shown;
        await Task.Delay(1000);
        Assert.InRange(shown - before, 0, 10);
        await client.AskAsync("interrupt", channel: Channel.Control);
        await client.NextAsync(Channel.IOPub, "error", cell);
    }

    [Fact]
    public async Task Two_clients_see_each_others_outputs_and_get_their_own_replies()
    {
        await using var kernel = new TestKernel();
        TestClient first = await kernel.ConnectAsync(), second = await kernel.ConnectAsync();
        string cell = first.SendCell("of the first");
        Assert.Contains(await second.OutputsAsync(cell), output => output.Type == "execute_result");
        Assert.Equal("ok", (string)(await first.NextAsync(Channel.Shell, "execute_reply", cell)).Content["status"]!);
        Task<(JsonObject Reply, List<JupyterMessage> Outputs)> a = first.RunAsync("a"), b = second.RunAsync("b");
        Assert.Contains("a", (string)(await a).Outputs[1].Content["data"]!["text/plain"]!, StringComparison.Ordinal);
        Assert.Contains("b", (string)(await b).Outputs[1].Content["data"]!["text/plain"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_of_a_cell_does_not_hold_the_kernel()
    {
        await using var kernel = new TestKernel();
        var go = new TaskCompletionSource();
        kernel.Engine.Cells["wait"] = async (outputs, _) =>
        {
            await go.Task;
            for (int i = 0; i < 1000; i++)
                outputs.Publish(new DisplayOutput(new MimeBundle().Add("text/plain", "to nobody"), null));
        };
        TestClient gone = await kernel.ConnectAsync();
        string cell = gone.SendCell("wait");
        await gone.NextAsync(Channel.IOPub, "execute_input", cell);
        gone.Dispose();
        go.SetResult();
        var watch = Stopwatch.StartNew();
        TestClient next = await kernel.ConnectAsync();
        Assert.Equal(2, (int)(await next.RunAsync("cell")).Reply["execution_count"]!);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }
}
