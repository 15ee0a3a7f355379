using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Editions;
using LeptonLab.Notebooks.Lessons.Grading;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class EditionTests
{
    [Fact]
    public async Task The_source_runs_to_its_end_past_the_stub_and_its_solution_runs_clean()
    {
        Notebook source = TestLesson.Create();
        Assert.Equal(RunEnd.Completed, (await TestNotebook.RunAsync(source)).End);
        Assert.Equal("NotYetImplemented", (string?)source.At("stub").Outputs.Single()!["ename"]);
        Notebook solution = EditionBuilder.Build(source, Edition.Solution);
        Assert.DoesNotContain("solved", solution.Cells.Select(cell => cell.Id));
        Assert.Equal(source.At("solved").Source, solution.At("stub").Source);
        Assert.Equal(source.At("solved").Outputs.ToJsonString(), solution.At("stub").Outputs.ToJsonString());
        Assert.Empty(solution.At("stub").Tags);
        Assert.Equal(RunEnd.Completed, (await TestNotebook.RunAsync(solution)).End);
        Assert.DoesNotContain("\"error\"", solution.ToJson(), StringComparison.Ordinal);
        Assert.Equal(Outcome.Passed, Grader.Read("", "", solution).Single().Outcome);
    }

    [Fact]
    public async Task The_student_edition_fails_exactly_at_its_stub_and_gives_nothing_away()
    {
        Notebook source = TestLesson.Create();
        await TestNotebook.RunAsync(source);
        Notebook student = EditionBuilder.Build(source, Edition.Student);
        Assert.Equal(["title", "predict", "stub", "solved", "end"], student.Cells.Select(cell => cell.Id));
        Assert.All(student.Cells.Where(cell => cell.Kind == CellKind.Code), cell => Assert.Empty(cell.Outputs));
        Assert.Equal(CellKind.Markdown, student.At("solved").Kind);
        Assert.StartsWith("<details>\n<summary>A solution</summary>\n\n```csharp\nTensor MyConv(", student.At("solved").Source, StringComparison.Ordinal);
        await TestNotebook.RunAsync(student);
        string[] failing = [.. student.Cells.Where(cell => cell.Kind == CellKind.Code && cell.Outputs.Any(output => (string?)output!["output_type"] == "error")).Select(cell => cell.Id)];
        Assert.Equal(["stub"], failing);
        Assert.Equal(Outcome.NotWritten, Grader.Read("", "", student).Single().Outcome);
    }

    [Fact]
    public void The_instructor_has_the_notes_and_the_others_do_not()
    {
        Assert.Contains("note", EditionBuilder.Build(TestLesson.Create(), Edition.Instructor).Cells.Select(cell => cell.Id));
        Assert.DoesNotContain("note", EditionBuilder.Build(TestLesson.Create(), Edition.Solution).Cells.Select(cell => cell.Id));
    }

    [Theory]
    [InlineData(Edition.Student)]
    [InlineData(Edition.Solution)]
    [InlineData(Edition.Instructor)]
    public void The_same_source_gives_the_same_bytes_and_stays_as_it_is(Edition edition)
    {
        Notebook source = TestLesson.Create();
        string before = source.ToJson(), first = EditionBuilder.Build(source, edition).ToJson();
        Assert.Equal(first, EditionBuilder.Build(source, edition).ToJson());
        Assert.Equal(before, source.ToJson());
        Assert.Equal(edition, EditionBuilder.Of(Notebook.Parse(first)));
    }

    [Theory]
    [InlineData("stub", "role", "exercize", "there is no role \"exercize\"")]
    [InlineData("solved", "id", "L04-other", "the solution \"L04-other\" has no exercise")]
    [InlineData("solved", "id", "L04-other", "has 0 solutions")]
    [InlineData("stub", "id", "L04-other", "it checks \"L04-conv-forward\", but its id is \"L04-other\"")]
    [InlineData("stub", "id", "", "needs the id of an exercise")]
    public void Cells_that_do_not_fit_together_are_named(string cell, string field, string value, string message)
    {
        Notebook lesson = TestLesson.Create();
        lesson.At(cell).Metadata["lepton"]![field] = value;
        string said = Assert.Throws<LeptonException>(() => EditionBuilder.Build(lesson, Edition.Student)).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains($"04-conv.ipynb, cell '{(message.StartsWith("has", StringComparison.Ordinal) ? "stub" : cell)}'", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stub_without_the_tag_and_an_exercise_that_is_no_stub_are_refused()
    {
        Notebook lesson = TestLesson.Create();
        lesson.At("stub").Metadata.Remove("tags");
        lesson.At("stub").Source = TestLesson.Run;
        string said = Assert.Throws<LeptonException>(() => EditionBuilder.Build(lesson, Edition.Student)).Message;
        Assert.Contains("needs the tag \"raises-exception\"", said, StringComparison.Ordinal);
        Assert.Contains("an exercise is a stub", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"lesson": {"number": 4, "title": "Convolution", "minutes": {"teaching": 25, "exercises": 20}, "themes": ["x"]}}""", 4, 25, 20)]
    [InlineData("""{"lesson": 3, "title": "The loss", "minutes": {"teaching": 25}}""", 3, 25, 0)]
    [InlineData("""{"lesson": {"number": "7", "minutes": 30, "themes": "none"}}""", 7, 30, 0)]
    public void What_a_lesson_says_of_itself_is_read(string metadata, int number, int teaching, int exercises)
    {
        Notebook notebook = Notebook.Create("n.ipynb");
        notebook.Metadata["lepton"] = JsonNode.Parse(metadata);
        LessonInfo info = LessonInfo.Of(notebook)!;
        Assert.Equal((number, teaching, exercises), (info.Number, info.TeachingMinutes, info.ExerciseMinutes));
    }
}
