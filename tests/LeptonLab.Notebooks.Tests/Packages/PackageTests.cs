using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Packages;

public sealed class PackageTests : IDisposable
{
    private const string Feed = "#i \"nuget: feed\"\n";
    private readonly FolderFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_package_is_restored_and_a_second_one_in_the_same_session()
    {
        byte[] first = _feed.Pack("Probe.First", "1.0.0", "namespace Probe; public class Greeting { public virtual string Text => \"hello\"; }");
        _feed.Pack(
            "Probe.Second", "2.1.0", "namespace Probe; public class Loud : Greeting { public override string Text => base.Text.ToUpperInvariant(); }",
            needs: ["Probe.First 1.0.0"], references: [first]);
        Sink sink = await TestNotebook.RunAsync(
            Feed + "#r \"nuget: Probe.First, 1.0.0\"\nusing Probe;\nGreeting greeting = new();", "greeting.Text", "#r \"nuget: Probe.Second\"\ngreeting = new Loud();\ngreeting.Text");
        Assert.Equal("HELLO", sink.ResultText);
        Assert.Equal("Probe.Second 2.1.0", sink.Outputs.OfType<UpdateDisplayOutput>().Last().Data.Text);
    }

    [Theory]
    [InlineData("", "2.0.0")]
    [InlineData(", 1.0.0", "1.0.0")]
    [InlineData(", 1.*", "1.5.0")]
    [InlineData(", [1.0,1.2]", "1.0.0")]
    [InlineData(",2.1.0-beta", "2.1.0")]
    public async Task A_version_is_exact_floating_or_the_latest(string version, string expected)
    {
        foreach (string packed in new[] { "1.0.0", "1.5.0", "2.0.0", "2.1.0-beta" })
            _feed.Pack("Probe.Versions", packed, $"public static class Which {{ public const string Version = \"{packed.Split('-')[0]}\"; }}");
        Assert.Equal(expected, (await TestNotebook.RunAsync($"{Feed}#r \"nuget:Probe.Versions{version}\"\nWhich.Version")).ResultText);
    }

    [Fact]
    public async Task What_was_installed_once_needs_no_feed()
    {
        _feed.Pack("Probe.Kept", "1.0.0", "public static class Kept { public const int Value = 7; }");
        await TestNotebook.RunAsync(Feed + "#r \"nuget: Probe.Kept, 1.0.0\"");
        Directory.Delete("feed", recursive: true);
        Assert.Equal("7", (await TestNotebook.RunAsync("#i \"nuget: http://127.0.0.1:9/v3/index.json\"\n#r \"nuget: Probe.Kept, 1.0.0\"\nKept.Value")).ResultText);
    }

    [Theory]
    [InlineData("#r \"nuget: Probe.Missing, 1.0.0\"", "There is no package Probe.Missing 1.0.0 in feed")]
    [InlineData("#r \"nuget: Probe.Near, 1.2.0\"", "there is 1.0.0, 1.1.0, 3.0.0")]
    [InlineData("#r \"nuget: Probe.Near, one\"", "\"one\" is no version")]
    [InlineData("#r \"nuget: , 1.0\"", "is no name of a package")]
    [InlineData("#r \"nuget: Probe.Needy, 1.0.0\"", "Probe.Near (>= 9.0.0), which Probe.Needy 1.0.0 needs, is not to be had")]
    [InlineData("#r \"nuget: Probe.Near, 1.0.0\"\n#r \"nuget: Probe.Modern, 1.0.0\"", "Probe.Modern 1.0.0 needs Probe.Near (>= 3.0.0), but the notebook asks for Probe.Near 1.0.0")]
    [InlineData("#i \"nuget: nowhere\"", "There is no folder nowhere")]
    [InlineData("#i \"feed\"", "#i adds a source of packages")]
    public async Task What_cannot_be_had_is_explained(string source, string message)
    {
        foreach (string version in new[] { "1.0.0", "1.1.0", "3.0.0" })
            _feed.Pack("Probe.Near", version, "public class Near { }");
        _feed.Pack("Probe.Needy", "1.0.0", "public class Needy { }", needs: ["Probe.Near 9.0.0"]);
        _feed.Pack("Probe.Modern", "1.0.0", "public class Modern { }", needs: ["Probe.Near 3.0.0"]);
        Assert.Contains(message, (await TestNotebook.RunAsync(Feed + source)).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loaded_package_cannot_be_exchanged_and_the_error_says_what_to_do()
    {
        _feed.Pack("Probe.Fixed", "1.0.0", "public class Fixed { }");
        _feed.Pack("Probe.Fixed", "2.0.0", "public class Fixed { }");
        Sink sink = await TestNotebook.RunAsync(Feed + "#r \"nuget: Probe.Fixed, 1.0.0\"", "#r \"nuget: Probe.Fixed, 2.0.0\"");
        Assert.Contains("Restart the kernel", sink.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_the_error_says_where_packages_can_come_from()
    {
        Sink sink = await TestNotebook.RunAsync("#i \"nuget: http://127.0.0.1:9/v3/index.json\"\n#r \"nuget: Probe.Far, 1.0.0\"");
        Assert.Contains("cannot be reached", sink.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_brings_its_native_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library is one of Linux.");
        string library = Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so");
        string identifier = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        _feed.Pack(
            "Probe.Native", "1.0.0",
            "public static class Native { [System.Runtime.InteropServices.DllImport(\"probe\", EntryPoint = \"SystemNative_GetPid\")] public static extern int Pid(); }",
            files: new() { [$"runtimes/{identifier}/native/libprobe.so"] = await File.ReadAllBytesAsync(library) });
        Assert.Equal("True", (await TestNotebook.RunAsync(Feed + "#r \"nuget: Probe.Native\"\nNative.Pid() == Environment.ProcessId")).ResultText);
    }

    [Fact]
    public async Task An_extension_script_runs_after_the_restore()
    {
        _feed.Pack(
            "Probe.Extension", "1.0.0", "namespace Probe; public static class Tool { public static int Answer => 42; }",
            files: new() { ["interactive-extensions/dotnet/extension.dib"] = FolderFeed.Text("#!csharp\nusing Probe;\nvar answer = Tool.Answer;\n") });
        Assert.Equal("84", (await TestNotebook.RunAsync(Feed + "#r \"nuget: Probe.Extension\"\nanswer + Tool.Answer")).ResultText);
    }

    [Fact]
    public async Task A_package_shows_its_types_by_formatters_that_are_found_by_name()
    {
        _feed.Pack(
            "Probe.Shown", "1.0.0",
            """
            using System; using System.IO;
            namespace Probe;
            public class TypeFormatterSourceAttribute : Attribute { public TypeFormatterSourceAttribute(Type type) { FormatterSourceType = type; } public Type FormatterSourceType { get; } }
            public class Source { public object[] CreateTypeFormatters() => new object[] { new Formatter() }; }
            public class Formatter { public string MimeType => "text/html"; public bool Format(object value, TextWriter writer) { writer.Write("<i>shown by its package</i>"); return true; } }
            [TypeFormatterSource(typeof(Source))] public class Shown { }
            public class Derived : Shown { }
            """);
        Sink sink = await TestNotebook.RunAsync(Feed + "#r \"nuget: Probe.Shown\"", "new Probe.Derived()");
        Assert.Equal("<i>shown by its package</i>", sink.Outputs.OfType<ResultOutput>().Single().Data["text/html"]!.ToString());
    }

    [Theory]
    [InlineData("12.0.0")]
    [InlineData("99.0.0")]
    public async Task A_notebook_may_use_another_version_of_what_the_kernel_uses(string version)
    {
        _feed.Pack("Newtonsoft.Json", version, "namespace Newtonsoft.Json; public static class JsonConvert { public static string Marker => \"the notebook's\"; }");
        Sink sink = await TestNotebook.RunAsync(
            "DisplayedValue shown = display(0);",
            $"{Feed}#r \"nuget: Newtonsoft.Json, {version}\"",
            "shown = display(Plotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 })); Newtonsoft.Json.JsonConvert.Marker");
        Assert.Null(sink.Result!.Error?.Message);
        Assert.Equal("the notebook's", sink.ResultText);
        Assert.NotNull(sink.Outputs.OfType<DisplayOutput>().Single().Data["application/vnd.plotly.v1+json"]);
    }

    [Theory]
    [InlineData("LeptonLab")]
    [InlineData("LeptonLab.Visuals")]
    [InlineData("LeptonLab.Notebooks, 0.1.0")]
    [InlineData("Plotly.NET, 5.0.0")]
    [InlineData("Microsoft.DotNet.Interactive.Formatting, *-*")]
    [InlineData("System.Text.Json, 8.0.0")]
    public async Task What_runs_here_needs_no_feed(string package)
    {
        Sink sink = await TestNotebook.RunAsync($"#r \"nuget: {package}\"\nTensor.Zeros([2]).Count");
        Assert.Equal("2", sink.ResultText);
        Assert.Single(sink.Outputs);
    }
}
