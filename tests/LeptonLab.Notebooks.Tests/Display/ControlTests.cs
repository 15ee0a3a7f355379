using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Display;

public sealed class ControlTests
{
    private const string ViewType = "application/vnd.jupyter.widget-view+json";
    private readonly Client _client = new();

    [Theory]
    [InlineData("new Slider(\"Rate\", 0, 1, 0.25)", "Rate: 0.25")]
    [InlineData("new Choice(\"Kind\", \"relu\", \"tanh\")", "Kind: relu")]
    [InlineData("new Toggle(\"Fuse\", true)", "Fuse: on")]
    [InlineData("new TextBox(\"Name\", \"net\")", "Name: net")]
    [InlineData("new Button(\"Go\")", "Go")]
    public async Task Without_a_client_a_control_shows_its_default(string source, string text)
    {
        MimeBundle data = (await TestNotebook.RunAsync(source)).Outputs.OfType<ResultOutput>().Single().Data;
        Assert.Equal(["text/html", "text/plain"], data.MimeTypes);
        Assert.Equal(text, data.Text);
    }

    [Fact]
    public async Task A_control_opens_its_counterpart_before_it_is_shown()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        var sink = new Sink();
        await kernel.ExecuteAsync(new CellCode("new Slider(\"Rate\", 0, 10, 3)"), sink);
        JsonNode view = sink.Outputs.OfType<ResultOutput>().Single().Data[ViewType]!;
        CommMessage[] opened = [.. _client.Sent];
        Assert.All(opened, message => Assert.Equal((CommKind.Open, "jupyter.widget", "2.1.0"), (message.Kind, message.TargetName, message.Metadata!["version"]!.ToString())));
        Assert.Equal(["LayoutModel", "SliderStyleModel", "FloatSliderModel"], opened.Select(message => message.Data["state"]!["_model_name"]!.ToString()));
        JsonNode state = opened[2].Data["state"]!;
        Assert.Equal(view["model_id"]!.ToString(), opened[2].CommId);
        Assert.Equal((3.0, 0.0, 10.0, 1.0), ((double)state["value"]!, (double)state["min"]!, (double)state["max"]!, (double)state["step"]!));
        Assert.Equal($"IPY_MODEL_{opened[0].CommId}", state["layout"]!.ToString());
    }

    [Theory]
    [InlineData("new Slider(\"a\", 0, 1, 0.5)", "{\"value\": 0.75}", "0.75")]
    [InlineData("new Slider(\"a\", 0, 1, 0.5)", "{\"value\": 7}", "1")]
    [InlineData("new Choice(\"a\", \"x\", \"y\")", "{\"index\": 1}", "y")]
    [InlineData("new Choice(\"a\", \"x\", \"y\")", "{\"index\": 9}", "x")]
    [InlineData("new Toggle(\"a\")", "{\"value\": true}", "True")]
    [InlineData("new TextBox(\"a\")", "{\"value\": \"typed\"}", "typed")]
    public async Task What_the_reader_chooses_is_its_value(string control, string state, string value)
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        await kernel.ExecuteAsync(new CellCode($"var c = {control}; int changes = 0; c.Changed += _ => changes++; c.Display();"), new Sink());
        await kernel.ReceiveAsync(Message(_client.Sent.Last().CommId, $"{{\"method\": \"update\", \"state\": {state}, \"buffer_paths\": []}}"));
        CellResult result = await kernel.ExecuteAsync(new CellCode("(c.Value.ToString(), changes)"), new Sink());
        (string text, int changes) = ((string, int))result.Value!;
        Assert.Equal(value, text);
        Assert.Equal(text is "x" ? 0 : 1, changes);
    }

    [Fact]
    public async Task A_button_runs_its_action_and_updates_go_to_the_cell_that_made_it()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        var sink = new Sink();
        await kernel.ExecuteAsync(new CellCode("var d = display(0); int n = 0; var go = new Button(\"Go\", () => { n++; d.Update(n); if (n == 2) throw new Exception(\"twice\"); }); go"), sink);
        string id = _client.Sent.Last().CommId;
        for (int i = 0; i < 2; i++)
            await kernel.ReceiveAsync(Message(id, "{\"method\": \"custom\", \"content\": {\"event\": \"click\"}}"));
        Assert.Equal(["1", "2"], sink.Outputs.OfType<UpdateDisplayOutput>().Select(o => o.Data.Text));
        Assert.Contains(sink.Outputs.OfType<StreamOutput>(), o => o.Text.Contains("twice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("new Slider(\"a\", 0, 1, 0.5)", "{\"value\": 7}", "{\"value\":1}")]
    [InlineData("new Slider(\"a\", 0, 1, 0.5)", "{\"value\": \"no number\"}", "{\"value\":0.5}")]
    [InlineData("new Choice(\"a\", \"x\", \"y\")", "{\"index\": 9}", "{\"index\":0}")]
    [InlineData("new Choice(\"a\", \"x\", \"y\")", "{\"index\": null}", "{\"index\":0}")]
    [InlineData("new Toggle(\"a\")", "{\"value\": 3}", "{\"value\":false}")]
    [InlineData("new Toggle(\"a\")", "{\"value\": true}", null)]
    [InlineData("new Slider(\"a\", 0, 9, 5)", "{\"value\": 7}", null)]
    public async Task Other_clients_follow_and_what_cannot_be_chosen_is_set_right(string control, string state, string? corrected)
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        await kernel.ExecuteAsync(new CellCode(control), new Sink());
        int before = _client.Sent.Count;
        await kernel.ReceiveAsync(Message(_client.Sent.Last().CommId, $"{{\"method\": \"update\", \"state\": {state}, \"buffer_paths\": []}}"));
        CommMessage[] sent = [.. _client.Sent.Skip(before)];
        Assert.Equal("echo_update", sent[0].Data["method"]!.ToString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(state), sent[0].Data["state"]));
        Assert.Equal(corrected is null ? [] : [corrected], sent.Skip(1).Select(message => message.Data["state"]!.ToJsonString()));
    }

    [Fact]
    public async Task Two_displays_of_a_control_are_views_of_one_model()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        var sink = new Sink();
        await kernel.ExecuteAsync(new CellCode("var s = new Slider(\"a\", 0, 1, 0.5); s.Display(); s.Display();"), sink);
        Assert.Equal(3, _client.Sent.Count);
        Assert.Single(sink.Outputs.OfType<DisplayOutput>().Select(output => output.Data[ViewType]!["model_id"]!.ToString()).Distinct());
    }

    [Fact]
    public async Task A_control_that_the_client_closed_can_be_shown_again()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        await kernel.ExecuteAsync(new CellCode("var s = new Slider(\"a\", 0, 1, 0.5); s.Display();"), new Sink());
        await kernel.ReceiveAsync(new CommMessage(CommKind.Close, _client.Sent.Last().CommId, null, [], null, []));
        await kernel.ExecuteAsync(new CellCode("s.Value = 0.7; s.Display();"), new Sink());
        Assert.Equal((6, 0.7), (_client.Sent.Count, (double)_client.Sent.Last().Data["state"]!["value"]!));
    }

    [Fact]
    public async Task An_action_that_never_ends_can_be_interrupted_and_the_kernel_goes_on()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        var sink = new Sink();
        await kernel.ExecuteAsync(new CellCode("int turns = 0; new Button(\"Go\", () => { while (true) turns++; })"), sink);
        Task pressed = kernel.ReceiveAsync(Message(_client.Sent.Last().CommId, "{\"method\": \"custom\", \"content\": {\"event\": \"click\"}}"));
        while ((int)(await kernel.ExecuteAsync(new CellCode("turns"), new Sink())).Value! == 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal(InterruptOutcome.Stopped, await kernel.InterruptAsync());
        await pressed;
        Assert.Contains("Interrupted", Assert.Single(sink.Outputs.OfType<StreamOutput>()).Text, StringComparison.Ordinal);
        Assert.Null((await kernel.ExecuteAsync(new CellCode("turns"), new Sink())).Error);
    }

    [Fact]
    public async Task A_client_that_comes_later_is_told_all_states()
    {
        await using var kernel = new CSharpKernel { FrontEnd = _client };
        await kernel.ExecuteAsync(new CellCode("var s = new Slider(\"Rate\", 0, 1, 0.5); s.Display(); s.Value = 0.6;"), new Sink());
        string id = _client.Sent.Last().CommId;
        await kernel.ReceiveAsync(new CommMessage(CommKind.Open, "manager", "jupyter.widget.control", [], null, []));
        await kernel.ReceiveAsync(Message("manager", "{\"method\": \"request_states\"}"));
        CommMessage answer = _client.Sent.Last();
        Assert.Equal(("manager", "update_states"), (answer.CommId, answer.Data["method"]!.ToString()));
        Assert.Equal(0.6, (double)answer.Data["states"]![id]!["state"]!["value"]!);
        await kernel.ReceiveAsync(Message(id, "{\"method\": \"request_state\"}"));
        Assert.Equal("FloatSliderModel", _client.Sent.Last().Data["state"]!["_model_name"]!.ToString());
        await kernel.ReceiveAsync(Message("nobody", "{\"method\": \"update\"}"));
        await kernel.ReceiveAsync(Message(id, "{\"method\": \"update\", \"state\": {\"value\": \"no number\"}}"));
    }

    [Theory]
    [InlineData(0.001, 0.1, 0.01, 1e-4)]
    [InlineData(0, 1, 0.25, 0.01)]
    [InlineData(0, 3, 0.5, 0.01)]
    [InlineData(0, 1, 0.123, 1e-3)]
    [InlineData(-1, 1, 0, 0.01)]
    [InlineData(1, 20, 5, 1)]
    [InlineData(1e-5, 1e-3, 1e-4, 1e-6)]
    public void The_first_value_is_one_of_a_sliders_steps(double from, double to, double value, double step) =>
        Assert.Equal(step, new Slider("a", from, to, value).Step, step * 1e-9);

    [Theory]
    [InlineData("new Slider(\"a\", 1, 0, 0.5)", "must be less")]
    [InlineData("new Slider(\"a\", 0, 1, 5)", "is not between")]
    [InlineData("new Slider(\"a\", 0, 1, 0.5, -1)", "greater than 0")]
    [InlineData("new Choice(\"a\")", "no options")]
    [InlineData("new Choice(\"a\", \"x\", \"x\")", "twice")]
    [InlineData("new Choice(\"a\", \"x\").Value = \"z\";", "no option \"z\"")]
    [InlineData("new Progress(\"a\", 0)", "greater than 0")]
    public async Task A_control_that_makes_no_sense_is_refused(string source, string message) =>
        Assert.Contains(message, (await TestNotebook.RunAsync(source)).Error.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Progress_and_charts_are_drawn_in_place_and_end_complete()
    {
        Sink sink = await TestNotebook.RunAsync(
            "foreach (var i in Progress.Over(Enumerable.Range(0, 50).ToArray(), \"Work\")) { }\nvar chart = new LiveChart(\"Loss\"); for (int i = 0; i < 100; i++) chart.Add(\"training\", i, 1.0 / (i + 1));");
        DisplayOutput[] shown = [.. sink.Outputs.OfType<DisplayOutput>()];
        UpdateDisplayOutput[] updates = [.. sink.Outputs.OfType<UpdateDisplayOutput>()];
        Assert.Equal("Work: 50 of 50", updates.Last(u => u.DisplayId == shown[0].DisplayId).Data.Text);
        JsonNode chart = updates.Last(u => u.DisplayId == shown[1].DisplayId).Data["application/vnd.plotly.v1+json"]!;
        Assert.Equal(100, chart["data"]![0]!["y"]!.AsArray().Count);
        Assert.InRange(updates.Length, 2, 12);
    }

    private static CommMessage Message(string id, string data) =>
        new(CommKind.Message, id, null, JsonNode.Parse(data)!.AsObject(), null, []);

    private sealed class Client : IFrontEnd
    {
        public List<CommMessage> Sent { get; } = [];

        public Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public void Send(CommMessage message)
        {
            lock (Sent)
                Sent.Add(message);
        }
    }
}
