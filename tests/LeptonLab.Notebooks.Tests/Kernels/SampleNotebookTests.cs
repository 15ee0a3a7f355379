using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

/// <summary>The names that the public sample notebooks of .NET Interactive use: each works, or the error says what to write.</summary>
public sealed class SampleNotebookTests : IDisposable
{
    private const string Tags = "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\n";
    private const string Tables = "using Microsoft.DotNet.Interactive.Formatting.TabularData;\n";

    // Formatters belong to the process; other tests expect those that the kernel brings.
    public void Dispose() => Notebooks.Formatters.NotebookFormatters.Restore();

    [Theory]
    [InlineData("display(HTML(\"<b>x</b>\"));", "<b>x</b>")]
    [InlineData("Javascript(\"alert(1)\")", "<script type=\"text/javascript\">alert(1)</script>")]
    [InlineData("CSS(\"p { }\")", "<style>p { }</style>")]
    [InlineData("Kernel.HTML(\"<i>x</i>\").Display();", "<i>x</i>")]
    [InlineData("var d = display(1); d.Update(2);", "2")]
    [InlineData("DisplayedValue d = display(\"x\", \"text/html\"); string.Join(\",\", d.MimeTypes)", "text/html")]
    [InlineData("display(new[] { 1, 2 }, \"application/json\");", "[1,2]")]
    [InlineData("\"# x\".DisplayAs(\"text/markdown\");", "# x")]
    [InlineData(Tags + "span[style: \"color:red\"](\"hi\")", "<span style=\"color:red\">hi</span>")]
    [InlineData(Tags + "PocketView v = div(h1(\"T\"), table(tr(td(1)))); v", "<h1>T</h1>")]
    [InlineData(Tags + "a[href: \"https://dot.net\"](img[src: \"x.png\"])", "<a href=\"https://dot.net\"><img src=\"x.png\"")]
    [InlineData("Formatter.ListExpansionLimit = 2; new[] { new { A = 1 }, new { A = 2 }, new { A = 3 } }.ToDisplayString(\"text/html\")", "only the first 2")]
    [InlineData("Formatter.RecursionLimit = 2; new { A = new { B = 1 } }.ToDisplayString(\"text/plain\")", "B")]
    [InlineData("Formatter.DefaultMimeType = \"text/plain\"; new { A = 1 }", "A")]
    [InlineData("Formatter.SetPreferredMimeTypesFor(typeof(Uri), \"text/plain\", \"text/html\"); string.Join(\",\", Formatter.GetPreferredMimeTypesFor(typeof(Uri)))", "text/plain,text/html")]
    [InlineData("Formatter.Register(typeof(Uri), (o, w) => w.Write(\"typed\"), \"text/html\"); new Uri(\"http://x\").ToDisplayString(\"text/html\")", "typed")]
    [InlineData("Formatter.Register<Uri>((u, context) => { context.Writer.Write(\"in context\"); return true; }, \"text/html\"); display(new[] { new Uri(\"http://x\") }, \"text/html\");", "in context")]
    [InlineData("Formatter.ResetToDefault(); Tensor.Zeros([2])", "lepton-tensor")]
    [InlineData("Formatter.ResetToDefault(); Formatter.Register<Tensor>(t => \"my own\", \"text/html\"); Tensor.Zeros([2])", "my own")]
    [InlineData("5.ToDisplayString(HtmlFormatter.MimeType)", "5")]
    [InlineData("PlainTextFormatter.MimeType + JsonFormatter.MimeType + HtmlFormatter.MimeType", "text/plainapplication/jsontext/html")]
    [InlineData(Tables + "new[] { new { A = 1 } }.ToTabularDataResource().Data.Count()", "1")]
    [InlineData("Kernel.Root.Name + Kernel.Current.Name + KernelInvocationContext.Current.HandlingKernel.Name", "csharpcsharpcsharp")]
    [InlineData("Kernel.Root.FindKernelByName(\"csharp\").Name", "csharp")]
    [InlineData("KernelInvocationContext.Current.Display(\"shown\", \"text/plain\");", "shown")]
    [InlineData("using Microsoft.DotNet.Interactive.Commands;\nawait Kernel.Root.SendAsync(new SubmitCode(\"display(41 + 1);\")); \"sent\"", "42")]
    [InlineData("new PasswordString(\"word\").GetClearTextPassword()", "word")]
    [InlineData("new PasswordString(\"word\")", "****")]
    [InlineData("#!set --name x --value @csharp:known\nx + 1", "8")]
    [InlineData("#!share --from csharp known --as y\ny", "7")]
    [InlineData("#!share known --from value --as z\nz", "7")]
    [InlineData("#!value --name text\nkept\n#!csharp\ntext", "kept")]
    [InlineData("#!value --name text --from-value kept\n#!csharp\ntext", "kept")]
    [InlineData("#!time\n6 * 7", "Wall time")]
    [InlineData("#!who", "known")]
    [InlineData("#!whos", "int")]
    [InlineData("#!about", "C# kernel")]
    [InlineData("#!lsmagic", "#!share")]
    [InlineData("#!C#\n6 * 7", "42")]
    [InlineData("#r \"nuget: Microsoft.DotNet.Interactive, 1.0.0-beta.1\"\n42", "42")]
    [InlineData("#r \"nuget: Plotly.NET.Interactive, 5.0.0\"\nPlotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1 }, new[] { 2 })", "plotly")]
    public async Task It_works(string source, string shown)
    {
        Sink sink = await TestNotebook.RunAsync("int known = 7;", source);
        Assert.Null(sink.Result!.Error?.Message);
        IEnumerable<MimeBundle> bundles = sink.Outputs.Select(output => output switch
        {
            DisplayOutput display => display.Data,
            UpdateDisplayOutput update => update.Data,
            ResultOutput result => result.Data,
            _ => null,
        }).OfType<MimeBundle>();
        Assert.Contains(bundles.SelectMany(data => data.MimeTypes.Select(type => data[type]!)), form =>
            (form is System.Text.Json.Nodes.JsonValue ? form.ToString() : form.ToJsonString()).Contains(shown, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var r = new SubmitCode(\"1\");", "using Microsoft.DotNet.Interactive.Commands;")]
    [InlineData("var k = Kernel.Root as CompositeKernel;", "one kernel here")]
    [InlineData("Kernel.Root.ChildKernels", "one kernel here")]
    [InlineData("Kernel.Root.VisitSubkernels(k => { });", "one kernel here")]
    [InlineData("Kernel.Root.KernelEvents", "no stream of events")]
    [InlineData("Kernel.Current.KernelInfo", "#!about")]
    [InlineData("Kernel.Root.AddDirective(null);", "ordinary method")]
    [InlineData("new[] { new { A = 1 } }.ToTabularDataResource()", "using Microsoft.DotNet.Interactive.Formatting.TabularData;")]
    [InlineData("new[] { new { A = 1 } }.Explore()", ".DisplayTable()")]
    [InlineData("new[] { new { A = 1 } }.ExploreWithNteract();", ".DisplayTable()")]
    [InlineData("new DataExplorer(null)", ".DisplayTable()")]
    [InlineData("\"x\".Dump();", ".Display()")]
    [InlineData("Formatter.SetPreferredMimeTypeFor(typeof(Uri), \"text/plain\");", "SetPreferredMimeTypesFor")]
    [InlineData("using XPlot.Plotly;", "Plotly.NET")]
    [InlineData("#r \"nuget: XPlot.Plotly, 4.0.2\"", "Plotly.NET")]
    [InlineData("using Microsoft.DotNet.Interactive.Documents;", "remove the line")]
    [InlineData("#!connect mssql --kernel-name x", "connects to no other kernel")]
    [InlineData("#!connect jupyter --kernel-name python", "connects to no other kernel")]
    [InlineData("#!fsharp\n1", "runs C#")]
    [InlineData("#!pwsh\nls", "runs C#")]
    [InlineData("#!sql\nselect 1", "runs C#")]
    [InlineData("#!kql\nT", "runs C#")]
    [InlineData("#!http\nGET https://x", "runs C#")]
    [InlineData("#!value --name x --from-url https://x", "GetStringAsync")]
    [InlineData("#!value\nx", "--name")]
    [InlineData("#!set --name x --value @fsharp:y", "@csharp:name")]
    [InlineData("#!import nowhere.ipynb", "nowhere.ipynb")]
    [InlineData("await Kernel.GetInputAsync(\"?\")", "nobody is there")]
    [InlineData("await Kernel.GetPasswordAsync(\"?\")", "nobody is there")]
    public async Task It_says_what_to_write_instead(string source, string hint) =>
        Assert.Contains(
            (await TestNotebook.RunAsync(source)).Error is var error ? error.Traceback.Append(error.Message) : [],
            line => line.Contains(hint, StringComparison.Ordinal));

    [Fact]
    public async Task What_was_made_before_a_reference_is_of_the_same_type_after_it()
    {
        // An assembly that Plotly.NET uses, too.
        string folder = Directory.CreateTempSubdirectory("lepton-reference").FullName;
        try
        {
            string copy = Path.Combine(folder, "Newtonsoft.Json.dll");
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Newtonsoft.Json.dll"), copy);
            Sink sink = await TestNotebook.RunAsync(
                "using Plotly.NET.CSharp; using GenericChart = Plotly.NET.GenericChart;\nDisplayedValue shown = display(1); GenericChart chart = Chart.Line<int, int, string>(new[] { 1 }, new[] { 2 });",
                $"#r \"{copy}\"\nDisplayedValue other = display(2); shown = other; GenericChart same = chart;",
                "chart = Chart.Line<int, int, string>(new[] { 1 }, new[] { 2 }); shown = display(3); Newtonsoft.Json.JsonConvert.SerializeObject(chart == null)");
            Assert.Null(sink.Result!.Error?.Message);
            Assert.Equal("false", sink.ResultText);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
