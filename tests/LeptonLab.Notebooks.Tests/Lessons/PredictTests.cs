using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class PredictTests
{
    private const string Ask = "Predict.Number(\"L03-first\", \"What is the first loss?\", guess: 2.0, unit: \"nats\");";
    private const string Reveal = "Predict.Reveal(\"L03-first\", 2.302585);";

    [Fact]
    public async Task A_prediction_is_shown_beside_what_was_measured()
    {
        MimeBundle shown = (await TestNotebook.RunAsync(Ask, Reveal)).Shown();
        Assert.Equal("What is the first loss?\nPredicted: 2 nats; measured: 2.30259 nats. Near, within 30 %.", shown.Text);
        JsonNode record = shown["application/vnd.leptonlab.prediction+json"]!;
        Assert.Equal((2.0, 2.302585), ((double)record["guess"]!, (double)record["measured"]!));
    }

    [Fact]
    public async Task Without_a_guess_the_lesson_runs_and_the_ledger_says_so()
    {
        string text = await LessonCells.TextAsync("Predict.Number(\"a\", \"How many?\");", "Predict.Reveal(\"a\", 3);", "Predict.Ledger();");
        Assert.Contains("How many? | – | 3 | not predicted", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guess_may_change_before_the_answer_and_not_after()
    {
        string changed = Ask.Replace("2.0", "2.5", StringComparison.Ordinal), late = Ask.Replace("2.0", "2.302585", StringComparison.Ordinal);
        string text = await LessonCells.TextAsync(Ask, changed, Reveal, late);
        Assert.Contains("Your prediction: 2.5 nats. The answer was shown already, so the first prediction counts, and not 2.30259 nats.", text, StringComparison.Ordinal);
        Assert.Contains("| 2.5 nats | 2.30259 nats | very near, within 10 %", await LessonCells.TextAsync(Ask, changed, Reveal, late, "Predict.Ledger();"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_and_a_shape_are_right_or_not()
    {
        string[] cells =
        [
            "Predict.Choice(\"c\", \"Which?\", [\"smaller\", \"larger\"], guess: \"Larger\");",
            "Predict.Shape(\"s\", \"Which shape?\", guess: [1, 26, 26, 32]);",
            "Predict.Reveal(\"c\", \"larger\");",
            "Predict.Reveal(\"s\", Tensor.Zeros([1, 26, 26, 3]).Shape);",
            "Predict.Ledger();",
        ];
        string text = await LessonCells.TextAsync(cells);
        Assert.Contains("| larger | larger | right", text, StringComparison.Ordinal);
        Assert.Contains("| [1, 26, 26, 32] | [1, 26, 26, 3] | something else", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guess_that_is_no_option_and_a_reveal_without_a_question_are_refused()
    {
        Sink choice = await TestNotebook.RunAsync("Predict.Choice(\"c\", \"Which?\", [\"smaller\", \"larger\"], guess: \"blue\");");
        Assert.Contains("Choose \"smaller\" or \"larger\".", choice.Error.Message, StringComparison.Ordinal);
        Sink reveal = await TestNotebook.RunAsync(Ask, "Predict.Reveal(\"L03-frist\", 1);");
        Assert.Contains("There is \"L03-first\".", reveal.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ledger_has_the_exercises_too_and_is_there_for_grading()
    {
        MimeBundle shown = (await TestNotebook.RunAsync(
            Ask, "Hint.Show(\"L03-cross-entropy\");", "Check.Run(\"L03-cross-entropy\", (double[,] z, int[] labels) => -1.0);", "Predict.Ledger();")).Shown();
        Assert.Contains("L03-cross-entropy: softmax and cross-entropy, stable | ✗ not yet right | 1 | 1", shown.Text, StringComparison.Ordinal);
        JsonNode ledger = shown["application/vnd.leptonlab.ledger+json"]!;
        Assert.Single(ledger["predictions"]!.AsArray());
        Assert.False((bool)ledger["checks"]![0]!["passed"]!);
    }

    [Theory]
    [InlineData("Predict.Number(\"a\", \"How many?\");", "1,5e", "12.5", "Your prediction: 12.5.")]
    [InlineData("Predict.Shape(\"a\", \"Which?\");", "four", "1, 26, 26, 3", "Your prediction: [1, 26, 26, 3].")]
    [InlineData("Predict.Choice(\"a\", \"Which?\", [\"yes\", \"no\"]);", "perhaps", "2", "Your prediction: no.")]
    [InlineData("Predict.Text(\"a\", \"Why?\");", "", "never asked", "Your prediction: not predicted.")]
    public async Task Where_somebody_is_there_to_answer_the_notebook_asks(string cell, string first, string second, string text)
    {
        await using var kernel = new CSharpKernel { FrontEnd = new Learner([first, second]) };
        var sink = new Sink();
        sink.Result = await kernel.ExecuteAsync(new CellCode(cell), sink);
        Assert.Contains(text, sink.Shown().Text, StringComparison.Ordinal);
    }

    private sealed class Learner(string[] answers) : IFrontEnd
    {
        private int _asked;

        public Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken) => Task.FromResult(answers[_asked++]);

        public void Send(CommMessage message)
        {
        }
    }
}
