using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Display;

public sealed class DisplayTests
{
    [Fact]
    public async Task An_update_carries_the_same_display_id()
    {
        Sink sink = await TestNotebook.RunAsync("var d = display(\"a\"); d.Update(\"b\"); var e = \"c\".Display(); e.Update(2);");
        Assert.Null(sink.Result!.Error?.Message);
        string[] shown = [.. sink.Outputs.OfType<DisplayOutput>().Select(o => o.DisplayId!)];
        string[] updated = [.. sink.Outputs.OfType<UpdateDisplayOutput>().Select(o => o.DisplayId)];
        Assert.Equal(["c0-1", "c0-2"], shown);
        Assert.Equal(shown, updated);
    }

    [Fact]
    public async Task An_update_of_markdown_stays_markdown()
    {
        Sink sink = await TestNotebook.RunAsync("var d = \"*a*\".DisplayAs(\"text/markdown\"); d.Update(\"*b*\");");
        Assert.Equal("*b*", sink.Outputs.OfType<UpdateDisplayOutput>().Single().Data["text/markdown"]!.ToString());
    }

    [Fact]
    public async Task A_formatter_of_the_lesson_is_used_and_inside_lists_too()
    {
        Sink sink = await TestNotebook.RunAsync(
            """
            record Patient(string Name);
            Formatter.Register<Patient>(p => $"<b>{p.Name}</b>", "text/html");
            display(new Patient("Ada"));
            display(new[] { (1, new Patient("Bob")) });
            """);
        string[] html = [.. sink.Outputs.OfType<DisplayOutput>().Select(o => o.Data["text/html"]!.ToString())];
        Assert.Equal("<b>Ada</b>", html[0]);
        Assert.Contains("<b>Bob</b>", html[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("\"text\"", "text")]
    [InlineData("new[] { 1, 2 }", "[1, 2]")]
    [InlineData("new List<string> { \"a\" }", "[\"a\"]")]
    [InlineData("true", "True")]
    [InlineData("(1, \"two\")", "(1, two)")]
    [InlineData("TimeSpan.FromSeconds(90)", "00:01:30")]
    [InlineData("new Exception(\"bad\")", "Exception: bad")]
    [InlineData("HTML(\"<b>x</b>\")", "<b>x</b>")]
    public async Task Every_value_has_a_plain_text(string expression, string text) =>
        Assert.Equal(text, (await TestNotebook.RunAsync(expression)).ResultText);

    [Fact]
    public async Task Scalars_come_as_text_alone_and_html_as_html()
    {
        Assert.Equal(["text/plain"], (await TestNotebook.RunAsync("42")).Outputs.OfType<ResultOutput>().Single().Data.MimeTypes);
        MimeBundle html = (await TestNotebook.RunAsync("HTML(\"<i>x</i>\")")).Outputs.OfType<ResultOutput>().Single().Data;
        Assert.Equal("<i>x</i>", html["text/html"]!.ToString());
    }

    [Fact]
    public void The_forms_that_are_asked_for_are_given_and_text_beside_them()
    {
        MimeBundle bundle = Bundles.For(Tensor.Zeros([2, 2]), "text/html");
        Assert.Equal(["text/html", "text/plain"], bundle.MimeTypes);
    }
}
