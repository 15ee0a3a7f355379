using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeptonLab.IO;

namespace LeptonLab.Cli.Tests;

/// <summary>What the committed lessons show is what they compute.</summary>
public sealed partial class LessonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Lessons =>
        [.. Directory.GetFiles(Path.Combine(Lepton.Repository, "notebooks"), "*.ipynb").Select(file => Path.GetFileName(file)!).Order()];

    [Fact]
    public void Lesson_03_gives_its_committed_outputs() => Reproduces("03-loss.ipynb");

    // It trains the reference model: about half a minute on two cores.
    [Fact]
    public void Lesson_07_gives_its_committed_outputs() => Reproduces("07-reference-cnn.ipynb");

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_is_a_valid_notebook_of_format_4_5(string name)
    {
        JsonObject notebook = Read(Path.Combine(Lepton.Repository, "notebooks", name));
        Assert.Equal(4, (int)notebook["nbformat"]!);
        Assert.Equal(5, (int)notebook["nbformat_minor"]!);
        Assert.Equal(".net-csharp", (string?)notebook["metadata"]!["kernelspec"]!["name"]);
        Assert.NotNull(notebook["metadata"]!["kernelspec"]!["display_name"]);
        JsonObject[] cells = Cells(notebook);
        Assert.Equal(cells.Length, cells.Select(Id).Distinct().Count());
        foreach (JsonObject cell in cells)
            CheckCell(cell);
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_was_run_to_its_end_and_names_no_folder_of_the_machine_that_ran_it(string name)
    {
        foreach (JsonObject cell in Cells(Read(Path.Combine(Lepton.Repository, "notebooks", name))).Where(IsProgram))
        {
            Assert.True(cell["execution_count"] is not null, $"{Id(cell)} was not run.");
            Assert.DoesNotContain(cell["outputs"]!.AsArray(), output => (string?)output!["output_type"] == "error");
            string outputs = cell["outputs"]!.ToJsonString();
            foreach (string place in new[] { Path.GetTempPath(), "/home/", "/root/", "/Users/", @"C:\\Users" })
                Assert.DoesNotContain(place, outputs, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Reproduces(string name)
    {
        string lesson = Path.Combine(Lepton.Repository, "notebooks", name), again = Path.Combine(_folder.Path, name);
        Finished finished = Lepton.Run(_folder.Path, "run", lesson, "--output", again, "--html", Path.Combine(_folder.Path, "page.html"));
        Assert.True(finished.ExitCode == 0, finished.Error);
        JsonObject[] committed = Cells(Read(lesson)), computed = Cells(Read(again));
        Assert.Equal(committed.Select(Id), computed.Select(Id));
        int compared = 0;
        foreach ((JsonObject cell, JsonObject other) in committed.Zip(computed))
        {
            if (!IsProgram(cell) || cell["metadata"]!["lepton"]?["nondeterministic"] is not null)
                continue;
            compared++;
            Assert.True(
                JsonNode.DeepEquals(Comparable(cell), Comparable(other)),
                $"The cell '{Id(cell)}' of {name} shows something else than it computes. Run the lesson again and commit it.");
        }

        Assert.True(compared >= 20, $"Only {compared} cells were compared.");
    }

    // Pictures are compared by their pixels: the same pixels may be compressed otherwise on another kind of processor.
    private JsonNode Comparable(JsonObject cell)
    {
        JsonNode outputs = cell["outputs"]!.DeepClone();
        foreach (JsonObject data in outputs.AsArray().Select(output => output!["data"]).OfType<JsonObject>())
        {
            if (data["image/png"] is not { } png)
                continue;
            string file = Path.Combine(_folder.Path, "picture.png");
            File.WriteAllBytes(file, Convert.FromBase64String(png.ToString()));
            Image image = ImageFile.Read(file);
            data["image/png"] = $"{image.Width} × {image.Height}: {Convert.ToHexString(SHA256.HashData(image.Pixels))}";
        }

        return outputs;
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();

    private static JsonObject[] Cells(JsonObject notebook) => [.. notebook["cells"]!.AsArray().Select(cell => cell!.AsObject())];

    private static string Id(JsonObject cell) => (string)cell["id"]!;

    private static bool IsProgram(JsonObject cell) => (string?)cell["cell_type"] == "code";

    private static void CheckCell(JsonObject cell)
    {
        Assert.Matches(IdFormat(), Id(cell));
        Assert.IsType<JsonObject>(cell["metadata"]);
        Assert.All(cell["source"]!.AsArray(), line => Assert.Equal(System.Text.Json.JsonValueKind.String, line!.GetValueKind()));
        if (!IsProgram(cell))
        {
            Assert.Contains((string?)cell["cell_type"], (string[])["markdown", "raw"]);
            Assert.False(cell.ContainsKey("outputs") || cell.ContainsKey("execution_count"), $"{Id(cell)} is not a program.");
            return;
        }

        Assert.True(cell.ContainsKey("execution_count"));
        foreach (JsonObject output in cell["outputs"]!.AsArray().Select(output => output!.AsObject()))
        {
            string[] fields = (string?)output["output_type"] switch
            {
                "stream" => ["name", "output_type", "text"],
                "display_data" => ["data", "metadata", "output_type"],
                "execute_result" => ["data", "execution_count", "metadata", "output_type"],
                "error" => ["ename", "evalue", "output_type", "traceback"],
                string other => throw new InvalidDataException($"{Id(cell)} has an output of the type '{other}'."),
                null => throw new InvalidDataException($"{Id(cell)} has an output without a type."),
            };
            Assert.Equal(fields, output.Select(field => field.Key).Order(StringComparer.Ordinal));
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex IdFormat();
}
