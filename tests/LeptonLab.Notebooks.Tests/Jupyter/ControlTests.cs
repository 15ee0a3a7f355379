using System.Diagnostics;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;
using NetMQ;
using NetMQ.Sockets;

namespace LeptonLab.Notebooks.Tests.Jupyter;

public sealed class ControlTests
{
    [Fact]
    public async Task An_interrupt_ends_the_cell_and_keeps_the_kernel()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["loop"] = (_, stop) => Task.Delay(-1, stop);
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("loop");
        await client.NextAsync(Channel.IOPub, "execute_input", cell);
        Assert.Equal("ok", (string)(await client.AskAsync("interrupt", channel: Channel.Control))["status"]!);
        Assert.Equal("error", (string)(await client.NextAsync(Channel.Shell, "execute_reply", cell)).Content["status"]!);
        Assert.Equal("ok", (string)(await client.RunAsync("next")).Reply["status"]!);
    }

    [Fact]
    public async Task An_interrupt_without_a_cell_is_answered()
    {
        await using var kernel = new TestKernel();
        TestClient client = await kernel.ConnectAsync();
        Assert.Equal("ok", (string)(await client.AskAsync("interrupt", channel: Channel.Control))["status"]!);
    }

    [Fact]
    public async Task A_cell_that_cannot_be_ended_fails_says_that_the_variables_are_lost_and_asks_for_a_new_process()
    {
        await using var kernel = new TestKernel();
        var never = new TaskCompletionSource();
        kernel.Engine.InterruptedWith = InterruptOutcome.Stuck;
        kernel.Engine.Cells["stuck"] = (_, _) => never.Task;
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("stuck");
        await client.NextAsync(Channel.IOPub, "execute_input", cell);
        client.Send(Channel.Control, "interrupt_request", []);
        JupyterMessage reply = await client.NextAsync(Channel.Shell, "execute_reply", cell);
        Assert.Contains("all variables are lost", (string)reply.Content["evalue"]!, StringComparison.Ordinal);
        Assert.Equal("error", Assert.Single(await client.OutputsAsync(cell)).Type);
        Assert.Equal(KernelEnd.Stuck, await kernel.Kernel.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        never.SetResult();
    }

    [Theory]
    [InlineData(true, Channel.Control)]
    [InlineData(false, Channel.Control)]
    [InlineData(false, Channel.Shell)]
    public async Task A_shutdown_is_confirmed_also_while_a_cell_runs_and_then_done(bool restart, object channel)
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["loop"] = (_, stop) => Task.Delay(-1, stop);
        TestClient client = await kernel.ConnectAsync();
        client.SendCell("loop");
        string request = client.Send((Channel)channel, "shutdown_request", new JsonObject { ["restart"] = restart });
        JsonObject reply = (await client.NextAsync((Channel)channel, "shutdown_reply", request)).Content;
        Assert.Equal(("ok", restart), ((string)reply["status"]!, (bool)reply["restart"]!));
        await client.NextAsync(Channel.IOPub, "shutdown_reply", request);
        Assert.Equal(KernelEnd.Shutdown, await kernel.Kernel.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        var watch = Stopwatch.StartNew();
        await kernel.Kernel.DisposeAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task After_a_shutdown_the_ports_are_free_for_the_next_kernel()
    {
        ConnectionFile connection;
        await using (var kernel = new TestKernel())
        {
            connection = kernel.Connection;
            await (await kernel.ConnectAsync()).RunAsync("cell");
        }

        await using var next = new TestKernel(connection: connection);
        Assert.Equal("ok", (string)(await (await next.ConnectAsync()).RunAsync("cell")).Reply["status"]!);
    }

    [Fact]
    public async Task The_heartbeat_is_echoed_while_a_cell_blocks_its_thread()
    {
        await using var kernel = new TestKernel();
        using var go = new ManualResetEventSlim();
        kernel.Engine.Cells["block"] = (_, _) =>
        {
            go.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("block");
        await client.NextAsync(Channel.IOPub, "execute_input", cell);
        using var heart = new RequestSocket(">" + kernel.Connection.Endpoint(kernel.Connection.Heartbeat));
        for (int i = 0; i < 3; i++)
        {
            heart.SendFrame([1, 2, (byte)i]);
            Assert.True(heart.TryReceiveFrameBytes(TimeSpan.FromSeconds(10), out byte[]? echo));
            Assert.Equal([1, 2, (byte)i], echo);
        }

        go.Set();
        await client.OutputsAsync(cell);
    }

    [Fact]
    public async Task An_interrupt_that_comes_as_a_cell_begins_stops_it()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["loop"] = (_, stop) => Task.Delay(-1, stop);
        TestClient client = await kernel.ConnectAsync();
        for (int i = 0; i < 30; i++)
        {
            string cell = client.SendCell("loop");
            await client.NextAsync(Channel.IOPub, "execute_input", cell);
            client.Send(Channel.Control, "interrupt_request", []);
            Assert.Equal("error", (string)(await client.NextAsync(Channel.Shell, "execute_reply", cell)).Content["status"]!);
        }
    }

    [Fact]
    public async Task An_exception_that_no_cell_can_catch_is_the_error_of_the_running_cell()
    {
        await using var kernel = new TestKernel();
        kernel.Engine.Cells["loop"] = (_, stop) => Task.Delay(-1, stop);
        TestClient client = await kernel.ConnectAsync();
        string cell = client.SendCell("loop");
        await client.NextAsync(Channel.IOPub, "execute_input", cell);
        kernel.Kernel.Fail(new CellError("Alone", "in a thread", null, ["Alone: in a thread"]));
        Assert.Equal("Alone", (string)(await client.NextAsync(Channel.Shell, "execute_reply", cell)).Content["ename"]!);
        Assert.Equal("Alone", (string)(await client.OutputsAsync(cell)).Single().Content["ename"]!);
    }
}
