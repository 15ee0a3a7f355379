using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

/// <summary>What notebooks for .NET Interactive write.</summary>
public sealed class CompatibilityTests
{
    private const string Usings =
        "using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Formatting;\nusing Microsoft.DotNet.Interactive.Commands;\n"
        + "using Microsoft.DotNet.Interactive.Events;\nusing Microsoft.DotNet.Interactive.CSharp;\nusing Microsoft.AspNetCore.Html;\n"
        + "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\n";

    [Theory]
    [InlineData("Kernel.display(1);")]
    [InlineData("display(HTML(\"<b>x</b>\"));")]
    [InlineData("display(Kernel.Javascript(\"1\")); display(Javascript(\"1\")); display(CSS(\"p { }\"));")]
    [InlineData("DisplayedValue d = display(\"a\"); d.Update(\"b\");")]
    [InlineData("var d = \"a\".Display(); d.Update(\"b\"); 5.Display(\"text/html\");")]
    [InlineData("\"# a\".DisplayAs(\"text/markdown\");")]
    [InlineData("display(span(\"a\", b(\"c\")));")]
    [InlineData("PocketView view = div[style: \"color:red\"](h1(\"T\"), ul(new[] { 1, 2 }.Select(x => li(x)))); display(view);")]
    [InlineData("Formatter.Register<Uri>((uri, writer) => writer.Write(uri.Host), \"text/plain\"); Formatter.ResetToDefault();")]
    [InlineData("Formatter.Register<Uri>(uri => uri.Host, HtmlFormatter.MimeType); Formatter.ListExpansionLimit = 20; Formatter.ResetToDefault();")]
    [InlineData("Formatter.Register(type: typeof(List<>), formatter: (list, writer) => writer.Write(\"l\"), mimeType: \"text/html\"); Formatter.ResetToDefault();")]
    [InlineData("Formatter.SetPreferredMimeTypesFor(typeof(Uri), \"text/plain\", \"application/json\"); Formatter.ResetToDefault();")]
    [InlineData("KernelInvocationContext.Current.Display(1); KernelInvocationContext.Current.DisplayAs(\"<b>x</b>\", \"text/html\");")]
    [InlineData("KernelInvocationContext.Current.DisplayStandardOut(\"x\"); var token = KernelInvocationContext.Current.CancellationToken;")]
    [InlineData("var result = await Kernel.Root.SendAsync(new SubmitCode(\"int fromCode = 5;\")); result.Events.OfType<CommandSucceeded>().Any().Display();")]
    [InlineData("var kernel = Kernel.Root.FindKernelByName(\"csharp\") as CSharpKernel; await kernel.SetValueAsync(\"given\", 5); kernel.TryGetValue<int>(\"given\", out var v);")]
    [InlineData("new[] { new { A = 1, B = \"x,y\" } }.DisplayTable();")]
    [InlineData("var html = new HtmlString(\"<i>x</i>\"); html.Display();")]
    [InlineData("\"x\".ToDisplayString(\"text/html\").Display(); 5.ToDisplayString();")]
    public async Task It_compiles_and_runs(string source)
    {
        Sink sink = await TestNotebook.RunAsync(Usings + source);
        Formatter.Restore();
        Assert.Null(sink.Result!.Error?.Message);
    }

    [Fact]
    public async Task A_table_comes_as_html_and_csv()
    {
        Sink sink = await TestNotebook.RunAsync("new[] { new { A = 1, B = \"x,y\" }, new { A = 2, B = \"z\" } }.DisplayTable();");
        MimeBundle data = sink.Outputs.OfType<DisplayOutput>().Single().Data;
        Assert.Equal("A,B\r\n1,\"x,y\"\r\n2,z\r\n", data["text/csv"]!.ToString());
        Assert.Contains("<td", data["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Formatter.Register<object>(o => \"object\", \"text/html\"); Formatter.Register<IDisposable>(d => \"disposable\", \"text/html\"); Formatter.Register<Thing>(t => \"thing\", \"text/html\");", "thing")]
    [InlineData("Formatter.Register<Thing>(t => \"thing\", \"text/html\"); Formatter.Register<IDisposable>(d => \"disposable\", \"text/html\");", "thing")]
    [InlineData("Formatter.Register<Thing>(t => \"first\", \"text/html\"); Formatter.Register<Thing>(t => \"second\", \"text/html\");", "second")]
    public async Task The_most_specific_formatter_wins_and_of_two_the_later(string registrations, string expected)
    {
        try
        {
            Sink sink = await TestNotebook.RunAsync(
                "class Thing : IDisposable { public void Dispose() { } }", registrations, "display(new Thing()); display(new[] { new { Item = new Thing() } });");
            string[] html = [.. sink.Outputs.OfType<DisplayOutput>().Select(o => o.Data["text/html"]!.ToString())];
            Assert.Equal(expected, html[0]);
            Assert.Contains(expected, html[1], StringComparison.Ordinal);
        }
        finally
        {
            Formatter.Restore();
        }
    }

    [Fact]
    public async Task Preferred_mime_types_come_in_one_bundle()
    {
        Sink sink = await TestNotebook.RunAsync(
            "record Patient(string Name);",
            "Formatter.Register<Patient>(p => p.Name, \"text/plain\"); Formatter.Register<Patient>(p => $\"<b>{p.Name}</b>\", \"text/html\"); Formatter.Register<Patient>(p => $\"**{p.Name}**\", \"text/markdown\");",
            "Formatter.SetPreferredMimeTypesFor(typeof(Patient), \"text/html\", \"text/markdown\");",
            "new Patient(\"Ada\")");
        Formatter.Restore();
        MimeBundle data = sink.Outputs.OfType<ResultOutput>().Single().Data;
        Assert.Equal(("<b>Ada</b>", "**Ada**", "Ada"), (data["text/html"]!.ToString(), data["text/markdown"]!.ToString(), data.Text));
    }

    [Fact]
    public async Task A_library_may_bring_formatters_without_knowing_the_kernel()
    {
        Sink sink = await TestNotebook.RunAsync(
            """
            namespace MyLibrary;
            [AttributeUsage(AttributeTargets.Class)]
            public class TypeFormatterSourceAttribute(Type source) : Attribute { public Type FormatterSourceType { get; } = source; }
            public class Source { public System.Collections.Generic.IEnumerable<object> CreateTypeFormatters() { yield return new ThingFormatter(); } }
            public class ThingFormatter
            {
                public string MimeType => "text/html";
                public bool Format(object instance, System.IO.TextWriter writer) { writer.Write("<i>from the library</i>"); return true; }
            }
            [TypeFormatterSource(typeof(Source))] public class Thing { }
            """,
            "new MyLibrary.Thing()");
        Assert.Equal("<i>from the library</i>", sink.Outputs.OfType<ResultOutput>().Single().Data["text/html"]!.ToString());
    }

    [Theory]
    [InlineData("await Kernel.GetInputAsync(\"Name?\")", "nobody is there")]
    [InlineData("await Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(\"1\", \"fsharp\"));", "C# only")]
    [InlineData("var k = new CompositeKernel();", "runs C# only")]
    [InlineData("using Microsoft.DotNet.Interactive.PowerShell;", "remove the line")]
    [InlineData("display(span(\"x\"));", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;")]
    public async Task What_is_not_here_says_what_to_write(string source, string message)
    {
        CellError error = (await TestNotebook.RunAsync(source)).Error;
        Assert.Contains(error.Traceback, line => line.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("await Kernel.GetInputAsync(\"Name?\")", "Name?:False")]
    [InlineData("(await Kernel.GetPasswordAsync(\"Word?\")).GetClearTextPassword()", "Word?:True")]
    [InlineData("#!set --name x --value @input:Age?\nx", "Age?:False")]
    public async Task A_cell_can_ask_the_person(string source, string expected)
    {
        await using var kernel = new CSharpKernel { FrontEnd = new Echo() };
        Assert.Equal(expected, (await kernel.ExecuteAsync(new CellCode(source), new Sink())).Value);
    }

    private sealed class Echo : IFrontEnd
    {
        public Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken) => Task.FromResult($"{prompt}:{password}");

        public void Send(CommMessage message)
        {
        }
    }

    private static class Formatter
    {
        // Formatters belong to the process; other tests expect those that the kernel brings.
        public static void Restore() => Notebooks.Formatters.NotebookFormatters.Restore();
    }
}
