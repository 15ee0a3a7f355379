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

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_with_its_solutions_runs_clean_and_gives_its_committed_outputs(string name)
    {
        (JsonObject built, JsonObject run) = BuildAndRun("solution", name);
        JsonObject[] committed = Cells(built), computed = Cells(run);
        Assert.Equal(committed.Select(Id), computed.Select(Id));
        int compared = 0;
        foreach ((JsonObject cell, JsonObject other) in committed.Zip(computed))
        {
            if (!IsProgram(cell))
                continue;
            Assert.True(Failure(other) is null, $"The cell '{Id(cell)}' of {name} fails: {Failure(other)}");
            Assert.All(ChecksIn(other), check => Assert.True((bool)check["passed"]!, $"{name}: the solution of {check["exercise"]} is wrong: {check["message"]}"));
            if (cell["metadata"]!["lepton"]?["nondeterministic"] is not null)
                continue;
            compared++;
            Assert.True(
                JsonNode.DeepEquals(Comparable(cell), Comparable(other)),
                $"The cell '{Id(cell)}' of {name} shows something else than it computes. Run the lesson again and commit it.");
        }

        Assert.True(compared >= 10, $"Only {compared} cells were compared.");
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_for_students_fails_exactly_at_its_to_dos(string name)
    {
        (_, JsonObject run) = BuildAndRun("student", name);
        JsonObject[] programs = [.. Cells(run).Where(IsProgram)];
        Assert.Equal(programs.Where(IsToDo).Select(Id), programs.Where(cell => Failure(cell) is not null).Select(Id));
        Assert.All(programs.Select(Failure).OfType<string>(), failure =>
        {
            Assert.StartsWith("NotYetImplemented: Exercise L", failure, StringComparison.Ordinal);
            Assert.Contains("Hint.Show(", failure, StringComparison.Ordinal);
        });
    }

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
            Assert.True(Failure(cell) is null || IsToDo(cell), $"{Id(cell)} fails: {Failure(cell)}");
            string outputs = cell["outputs"]!.ToJsonString();
            foreach (string place in new[] { Path.GetTempPath(), "/home/", "/root/", "/Users/", @"C:\\Users" })
                Assert.DoesNotContain(place, outputs, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    // Builds an edition and runs it past whatever fails.
    private (JsonObject Built, JsonObject Run) BuildAndRun(string edition, string name)
    {
        string built = Path.Combine(_folder.Path, edition, name), run = Path.Combine(_folder.Path, "run.ipynb");
        Finished build = Lepton.Run(
            _folder.Path, "lesson", "build", "--for", edition, Path.Combine(Lepton.Repository, "notebooks", name), "-o", Path.GetDirectoryName(built)!);
        Assert.True(build.ExitCode == 0, build.Error);
        Finished finished = Lepton.Run(_folder.Path, "run", "--allow-errors", built, "--output", run, "--html", Path.Combine(_folder.Path, "page.html"));
        Assert.True(finished.ExitCode == 0, finished.Error);
        return (Read(built), Read(run));
    }

    private static bool IsToDo(JsonObject cell) => (string?)cell["metadata"]!["lepton"]?["role"] is "exercise" or "check"
        && string.Concat(cell["source"]!.AsArray()).Contains("Check.Run(", StringComparison.Ordinal);

    private static string? Failure(JsonObject cell) => cell["outputs"]!.AsArray()
        .Where(output => (string?)output!["output_type"] == "error").Select(error => $"{error!["ename"]}: {error["evalue"]}").FirstOrDefault();

    private static IEnumerable<JsonNode> ChecksIn(JsonObject cell) =>
        cell["outputs"]!.AsArray().Select(output => output!["data"]?["application/vnd.leptonlab.check+json"]).OfType<JsonNode>();

    // The numbers of executions differ from edition to edition. Pictures are compared by their pixels: the same pixels may be compressed otherwise on another kind of processor.
    private JsonNode Comparable(JsonObject cell)
    {
        JsonNode outputs = cell["outputs"]!.DeepClone();
        foreach (JsonObject output in outputs.AsArray().OfType<JsonObject>())
            output.Remove("execution_count");
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
