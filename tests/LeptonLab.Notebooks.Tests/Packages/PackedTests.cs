using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace LeptonLab.Notebooks.Tests.Packages;

/// <summary>Our own packages, as they go to somebody who still has .NET Interactive.</summary>
public sealed class PackedTests(PackedTests.Packed packed) : IClassFixture<PackedTests.Packed>
{
    private const string Script = "interactive-extensions/dotnet/extension.dib";

    [Theory]
    [InlineData("LeptonLab")]
    [InlineData("LeptonLab.Visuals")]
    [InlineData("LeptonLab.Notebooks")]
    public void A_package_has_what_a_feed_asks_for(string id)
    {
        using ZipArchive package = packed.Open(id);
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().First();
        string Value(string name) => metadata.Elements().First(element => element.Name.LocalName == name).Value;
        Assert.Equal((id, "MIT"), (Value("id"), Value("license")));
        Assert.All(["version", "authors", "description", "tags"], name => Assert.NotEmpty(Value(name)));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.xml"));
    }

    [Fact]
    public async Task The_script_for_other_hosts_is_in_the_package_and_compiles()
    {
        using ZipArchive package = packed.Open("LeptonLab.Notebooks");
        string script = packed.Extract(package.GetEntry(Script)!);
        Sink sink = await TestNotebook.RunAsync(
            $"#!import \"{script}\"", "Tensor.Zeros([2]).Count + (CellCancellation.CanBeCanceled ? 1 : 0) + new Slider(\"a\", 0, 9, 4).Whole");
        Assert.Equal("7", sink.ResultText);
    }

    public static TheoryData<string> Lessons =>
        [.. Directory.EnumerateFiles(Path.Combine(TestNotebook.Repository, "notebooks"), "*.ipynb").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_compiles_with_that_script_and_the_imports_of_the_other_host(string lesson)
    {
        using ZipArchive package = packed.Open("LeptonLab.Notebooks");
        string opening = File.ReadAllText(packed.Extract(package.GetEntry(Script)!)).Split("#!csharp")[1];
        Notebook notebook = Notebook.Load(Path.Combine(TestNotebook.Repository, "notebooks", lesson));

        // The last two, and the alias, are what the host calls its own display.
        ScriptOptions options = ScriptOptions.Default.WithReferences(ScriptEnvironment.References).WithImports(
            "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
            "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
            "Microsoft.DotNet.Interactive.Kernel", "LeptonLab.Notebooks.Display.DisplayExtensions");
        Script<object> script = CSharpScript.Create("using DisplayedValue = LeptonLab.Notebooks.Display.DisplayedValue;" + opening, options);
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            foreach (CodeStep step in CellPlan.Parse(cell.Source).OfType<CodeStep>())
                script = script.ContinueWith(step.Code);
            Assert.DoesNotContain(script.GetCompilation().GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        }
    }

    [Fact]
    public void Formatters_are_found_by_their_name_alone() => Assert.Equal(
        [
            "Tensor [2, 3]\n[[0, 0, 0],\n [0, 0, 0]]", "<pre>Tensor [2, 3]\n[[0, 0, 0],\n [0, 0, 0]]</pre>", "<pre>Relu</pre>", "<pre></pre>", "mine",
        ],
        packed.Run(
            """
            yield return Tensor.Zeros([2, 3]).ToDisplayString("text/plain");
            yield return Tensor.Zeros([2, 3]).ToDisplayString("text/html");
            yield return new Relu().ToDisplayString("text/html");
            yield return new History().ToDisplayString("text/html");
            Formatter.Register<Tensor>(tensor => "mine", "text/html");
            yield return Tensor.Zeros([2, 3]).ToDisplayString("text/html");
            """));

    [Fact]
    public void In_another_host_charts_are_drawn_in_place_and_controls_show_their_values()
    {
        const string Host =
            """
            namespace Microsoft.DotNet.Interactive;
            public static class Kernel
            {
                public static System.Collections.Generic.List<string> Log = new();
                public static DisplayedValue display(object value, params string[] mimeTypes) { Log.Add("show"); return new DisplayedValue(); }
            }
            public class DisplayedValue { public void Update(object value) => Kernel.Log.Add("update"); }
            """;
        Assert.Equal(
            ["<span class=\"lepton-control\">Rate: 0.5</span>", "<table", "show update"],
            packed.Run(
                """
                LeptonLab.Notebooks.NotebookExtension.Load();
                yield return new Slider("Rate", 0, 1, 0.5).ToDisplayString("text/html");
                yield return Tensor.Zeros([2, 3]).ToDisplayString("text/html").Substring(30, 6);
                new Progress("Work", 2).Advance(2);
                yield return string.Join(" ", Microsoft.DotNet.Interactive.Kernel.Log);
                """,
                FolderFeed.Compile("Microsoft.DotNet.Interactive", "1.0.0", Host, [])));
    }

    /// <summary>Packs once, from what was built for the tests: no compiler and no network is needed.</summary>
    public sealed class Packed : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("lepton-packed").FullName;

        public Packed()
        {
            string configuration = typeof(Packed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
            foreach (string id in new[] { "LeptonLab", "LeptonLab.Visuals", "LeptonLab.Notebooks" })
            {
                string project = Path.Combine(TestNotebook.Repository, "src", id, id + ".csproj");
                var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
                {
                    ArgumentList = { "pack", project, "--no-build", "-c", configuration, "-o", _folder, "-v", "q" },
                    RedirectStandardOutput = true,
                };
                using Process pack = Process.Start(start)!;
                string said = pack.StandardOutput.ReadToEnd();
                pack.WaitForExit();
                Assert.True(pack.ExitCode == 0, said);
            }
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        public ZipArchive Open(string id) => ZipFile.OpenRead(Directory.EnumerateFiles(_folder, id + ".*.nupkg").Single(file => char.IsDigit(Path.GetFileName(file)[id.Length + 1])));

        public string Extract(ZipArchiveEntry entry)
        {
            string file = Path.Combine(_folder, entry.Name);
            entry.ExtractToFile(file, overwrite: true);
            return file;
        }

        /// <summary>Runs code as another host would: with the assemblies of the packages and none of the running ones.</summary>
        /// <param name="code">Yields texts.</param>
        /// <param name="more">Another assembly that is there.</param>
        public string[] Run(string code, byte[]? more = null)
        {
            byte[][] references =
            [
                Image("LeptonLab"), Image("LeptonLab.Notebooks"), File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Microsoft.DotNet.Interactive.Formatting.dll")),
                .. more is null ? Array.Empty<byte[]>() : [more],
            ];
            var context = new Context(this, more);
            try
            {
                Assembly lesson = context.LoadFromStream(new MemoryStream(FolderFeed.Compile(
                    "Lesson", "1.0.0",
                    $"using System; using LeptonLab; using LeptonLab.Nn; using LeptonLab.Training; using Microsoft.DotNet.Interactive.Formatting; using LeptonLab.Notebooks.Display; "
                    + $"public static class Lesson {{ public static System.Collections.Generic.IEnumerable<string> Run() {{ {code} }} }}",
                    references)));
                return [.. (IEnumerable<string>)lesson.GetType("Lesson")!.GetMethod("Run")!.Invoke(null, null)!];
            }
            finally
            {
                context.Unload();
            }
        }

        private byte[] Image(string id)
        {
            using ZipArchive package = Open(id);
            using Stream stream = package.GetEntry($"lib/net10.0/{id}.dll")!.Open();
            using var image = new MemoryStream();
            stream.CopyTo(image);
            return image.ToArray();
        }

        private sealed class Context(Packed packed, byte[]? more) : AssemblyLoadContext("Another host", isCollectible: true)
        {
            protected override Assembly? Load(AssemblyName assemblyName)
            {
                string name = assemblyName.Name!;
                if (name.StartsWith("LeptonLab", StringComparison.Ordinal))
                    return LoadFromStream(new MemoryStream(packed.Image(name)));
                if (name == "Microsoft.DotNet.Interactive")
                    return more is null ? null : LoadFromStream(new MemoryStream(more));
                string file = Path.Combine(AppContext.BaseDirectory, name + ".dll");
                return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
            }
        }
    }
}
