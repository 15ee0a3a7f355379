using System.Text.Json.Nodes;

namespace LeptonLab.Cli.Tests;

/// <summary><c>lepton lesson</c> as instructors use it.</summary>
public sealed class LessonCommandTests : IDisposable
{
    private const string Check = "Check.Run(\"L03-cross-entropy\", MyLoss);";
    private const string Stub = "double MyLoss(double[,] z, int[] labels) => throw new NotYetImplemented();\n" + Check;

    private const string Solution =
        """
        double MyLoss(double[,] z, int[] labels)
        {
            double total = 0;
            for (int n = 0; n < labels.Length; n++)
            {
                double[] row = [.. Enumerable.Range(0, z.GetLength(1)).Select(c => z[n, c])];
                total += row.Max() + Math.Log(row.Sum(logit => Math.Exp(logit - row.Max()))) - z[n, labels[n]];
            }
            return total / labels.Length;
        }
        Check.Run("L03-cross-entropy", MyLoss);
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Lessons_are_listed_with_minutes_and_workshop_paths()
    {
        Finished finished = Run("lesson", "list", Path.Combine(Lepton.Repository, "notebooks"));
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("\n07\tThe reference CNN\t", "\n" + finished.Output, StringComparison.Ordinal);
        Assert.Contains("45 minutes: 03 (10) → 04 (15", finished.Output, StringComparison.Ordinal);
        Assert.Contains("There is no folder 'nowhere'", Run("lesson", "list", "nowhere").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edition_is_built_with_its_pictures_and_the_source_is_never_replaced()
    {
        WriteLesson("src/03-loss.ipynb", "![a](pictures/a.png) ![b](../secret.png)");
        _folder.Write("src/pictures/a.png", "picture");
        _folder.Write("secret.png", "no");
        Finished finished = Run("lesson", "build", "--for", "student", "src/03-loss.ipynb", "-o", "out");
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        Assert.Equal(["out/03-loss.ipynb", "out/pictures/a.png"], _folder.Files.Where(file => file.StartsWith("out", StringComparison.Ordinal)));
        byte[] first = File.ReadAllBytes(Path.Combine(_folder.Path, "out/03-loss.ipynb"));
        Run("lesson", "build", "--for", "student", "src/03-loss.ipynb", "-o", "again");
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(_folder.Path, "again/03-loss.ipynb")));
        Finished over = Run("lesson", "build", "--for", "student", "src/03-loss.ipynb", "-o", "src");
        Assert.Equal(2, over.ExitCode);
        Assert.Contains("would replace the source", over.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Must be one of", "--for", "teacher", "a.ipynb", "-o", "out")]
    [InlineData("There is no file a.ipynb", "--for", "student", "a.ipynb", "-o", "out")]
    public void A_build_that_cannot_be_is_refused(string message, params string[] arguments)
    {
        Finished finished = Run(["lesson", "build", .. arguments]);
        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Grades_are_collected_from_what_was_handed_in_and_running_anew_finds_a_forgery()
    {
        const string Forged = """{"exercise": "L03-cross-entropy", "passed": true, "attempts": 1, "cases": 22, "right": 22}""";
        Hand("hand/alice/03.ipynb", Solution, null);
        Hand("hand/bob.ipynb", Stub, Forged);
        _folder.Write("hand/carl/03.ipynb", "{ not json");
        Finished read = Run("lesson", "grade", "hand");
        Assert.Equal(0, read.ExitCode);
        Assert.Equal(
            [
                "learner,notebook,exercise,result,attempts,misconception,when,note",
                "alice,alice/03.ipynb,L03-cross-entropy,not run,0,,,",
                "bob,bob.ipynb,L03-cross-entropy,passed,1,,,",
            ],
            read.Output.ReplaceLineEndings("\n").Split('\n').Take(3));
        Assert.Contains("carl,carl/03.ipynb,,unreadable", read.Output, StringComparison.Ordinal);
        Assert.Contains("carl/03.ipynb: 03.ipynb is not valid JSON", read.Error, StringComparison.Ordinal);

        Finished again = Run("lesson", "grade", "hand", "--run", "-o", "grades.json");
        Assert.Contains("alice: 1 of 1 passed\nbob: 0 of 1 passed\ncarl: 0 of 0 passed", again.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        JsonArray learners = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "grades.json")))!["learners"]!.AsArray();
        Assert.Equal(["passed", "not written", "unreadable"], learners.Select(learner => (string)learner!["results"]![0]!["result"]!));
    }

    public void Dispose() => _folder.Dispose();

    private Finished Run(params string[] arguments)
    {
        Finished finished = Lepton.Run(_folder.Path, arguments);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
        return finished;
    }

    private void WriteLesson(string name, string markdown)
    {
        JsonObject notebook = TemporaryFolder.Notebook(".net-csharp", "C#", Stub, Solution);
        JsonArray cells = notebook["cells"]!.AsArray();
        cells[0]!["metadata"] = JsonNode.Parse("""{"lepton": {"role": "exercise", "id": "L03-cross-entropy"}, "tags": ["raises-exception"]}""");
        cells[1]!["metadata"] = JsonNode.Parse("""{"lepton": {"role": "solution", "id": "L03-cross-entropy"}}""");
        cells.Add(new JsonObject { ["cell_type"] = "markdown", ["id"] = "text", ["metadata"] = new JsonObject(), ["source"] = markdown });
        _folder.Write(name, notebook.ToJsonString());
    }

    private void Hand(string name, string source, string? record)
    {
        JsonObject notebook = TemporaryFolder.Notebook(".net-csharp", "C#", source);
        if (record is not null)
        {
            JsonNode cell = notebook["cells"]![0]!;
            cell["execution_count"] = 1;
            cell["outputs"] = new JsonArray(new JsonObject
            {
                ["output_type"] = "display_data",
                ["metadata"] = new JsonObject(),
                ["data"] = new JsonObject { ["application/vnd.leptonlab.check+json"] = JsonNode.Parse(record) },
            });
        }

        _folder.Write(name, notebook.ToJsonString());
    }
}
