using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Grading;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>Reads notebooks as learners hand them in: broken, edited and forged ones among them.</summary>
public sealed class GraderTests
{
    private const string Honest =
        """{"exercise": "L04-conv-forward", "passed": true, "attempts": 3, "cases": 20, "right": 20, "misconception": null}""";

    [Theory]
    [InlineData(Honest, Outcome.Passed, "")]
    [InlineData("""{"exercise": "L04-conv-forward", "passed": false, "attempts": 1, "cases": 20, "right": 4, "misconception": "bias lost"}""", Outcome.Failed, "")]
    [InlineData("""{"exercise": "L04-conv-forward", "passed": true, "attempts": 1, "cases": 20, "right": 4}""", Outcome.Doubtful, "passed is true with 4 of 20 cases right")]
    [InlineData("""{"exercise": "L04-conv-forward", "passed": true}""", Outcome.Doubtful, "a result without a try")]
    [InlineData("""{"exercise": "L04-conv-forward", "passed": true, "attempts": 1, "cases": 2, "right": 2}""", Outcome.Doubtful, "2 cases, and the check has 20")]
    [InlineData("""{"exercise": "L99-made-up", "passed": true, "attempts": 1, "cases": 1, "right": 1}""", Outcome.Doubtful, "there is no exercise \"L99-made-up\"")]
    [InlineData("""{"exercise": "L03-cross-entropy", "passed": true, "attempts": 1, "cases": 22, "right": 22}""", Outcome.Doubtful, "its cell does not run this check")]
    [InlineData("""{"exercise": 7, "passed": "yes"}""", Outcome.Doubtful, "damaged")]
    [InlineData("[1, 2]", Outcome.Doubtful, "damaged")]
    [InlineData("\"passed\"", Outcome.Doubtful, "damaged")]
    public void A_record_counts_only_if_a_check_can_have_given_it(string record, Outcome outcome, string note)
    {
        Grade grade = Grader.Read("alice", "a.ipynb", Handed(TestLesson.Run, record)).First(grade => grade.Outcome == outcome);
        Assert.Contains(note, grade.Note, StringComparison.Ordinal);
        Assert.Equal(("alice", "2026-11-24T01:02:03Z"), (grade.Learner, grade.When));
    }

    [Fact]
    public void Records_that_a_notebook_writes_itself_are_doubtful()
    {
        Notebook notebook = Handed(TestLesson.Run, Honest);
        notebook.Insert(0, NotebookCell.Code("static class Check { public static void Run(string id, Delegate f) => \"…\".DisplayAs(\"application/vnd.leptonlab.check+json\"); }"));
        Assert.Equal(Outcome.Doubtful, Grader.Read("a", "a", notebook).Single().Outcome);
    }

    [Fact]
    public void A_record_in_a_cell_that_was_not_run_is_doubtful_and_none_at_all_is_not_run()
    {
        Notebook forged = Handed(TestLesson.Run, Honest);
        forged.Cells[0].ExecutionCount = null;
        Assert.Equal(Outcome.Doubtful, Grader.Read("a", "a", forged).Single().Outcome);
        forged.Cells[0].Outputs.Clear();
        Assert.Equal(Outcome.NotRun, Grader.Read("a", "a", forged).Single().Outcome);
    }

    [Theory]
    [InlineData("NotYetImplemented", Outcome.NotWritten, "")]
    [InlineData("CompilationError", Outcome.Failed, "the cell failed: CompilationError: ; expected")]
    public void A_cell_that_failed_says_why(string name, Outcome outcome, string note)
    {
        Notebook notebook = Handed(TestLesson.Run, Honest);
        notebook.Cells[0].Outputs[0] = new JsonObject { ["output_type"] = "error", ["ename"] = name, ["evalue"] = "; expected", ["traceback"] = new JsonArray() };
        Grade grade = Grader.Read("a", "a", notebook).Single();
        Assert.Equal((outcome, note), (grade.Outcome, grade.Note));
    }

    [Fact]
    public void The_solution_of_the_lesson_is_not_the_learners_and_damaged_outputs_stop_nothing()
    {
        Notebook notebook = Handed(TestLesson.Run, Honest);
        notebook.Cells[0].Metadata["lepton"] = new JsonObject { ["role"] = "solution", ["id"] = TestLesson.Id };
        Assert.Empty(Grader.Read("a", "a", notebook));
        notebook.Cells[0].Metadata.Remove("lepton");
        notebook.Cells[0].Outputs.Insert(0, JsonNode.Parse("""{"output_type": ["error"], "data": 3, "ename": {}}"""));
        notebook.Cells[0].Outputs.Insert(0, "text");
        notebook.Cells[0].Outputs.Insert(0, (JsonNode?)null);
        Assert.Equal(Outcome.Passed, Grader.Read("a", "a", notebook).Single().Outcome);
    }

    [Fact]
    public async Task Predictions_are_read_with_what_was_measured()
    {
        Notebook notebook = TestNotebook.Of("Predict.Number(\"L04-a\", \"How many?\", guess: 5);", "Predict.Reveal(\"L04-a\", 4);");
        await TestNotebook.RunAsync(notebook);
        JsonObject prediction = Grader.Predictions(notebook).Values.Single();
        Assert.Equal((5, 4), ((int)(double)prediction["guess"]!, (int)(double)prediction["measured"]!));
    }

    [Fact]
    public void The_table_is_safe_for_spreadsheets_and_the_object_counts()
    {
        Grade[] grades = [new("=cmd|' /C calc'!A0", "a, \"b\".ipynb", TestLesson.Id, Outcome.Passed, 2, When: "2026-11-24T01:02:03Z"), new("bob", "b", TestLesson.Id, Outcome.NotWritten)];
        string[] lines = GradeReport.Csv(grades).Split("\r\n");
        Assert.Equal("'=cmd|' /C calc'!A0,\"a, \"\"b\"\".ipynb\",L04-conv-forward,passed,2,,2026-11-24T01:02:03Z,", lines[1]);
        Assert.Equal("bob,b,L04-conv-forward,not written,0,,,", lines[2]);
        JsonArray learners = JsonNode.Parse(GradeReport.Json(grades, [("bob", new JsonObject { ["prediction"] = "L03-a" })]))!["learners"]!.AsArray();
        Assert.Equal([1, 0], learners.Select(learner => (int)learner!["passed"]!));
        Assert.Equal("L03-a", (string)learners[1]!["predictions"]![0]!["prediction"]!);
    }

    private static Notebook Handed(string source, string record)
    {
        Notebook notebook = Notebook.Create("handed.ipynb");
        NotebookCell cell = NotebookCell.Code(source, "exercise");
        cell.ExecutionCount = 1;
        cell.Metadata["execution"] = new JsonObject { ["shell.execute_reply"] = "2026-11-24T01:02:03.456789Z" };
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { [LessonCells.CheckType] = JsonNode.Parse(record) },
        });
        notebook.Add(cell);
        return notebook;
    }
}
