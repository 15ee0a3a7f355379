using System.Globalization;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons.Predictions;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// Has the learner commit an answer before the lesson gives it:
/// <code>
/// Predict.Number("L03-initial-loss", "What will the first loss be?", guess: null, unit: "nats");
/// …
/// Predict.Reveal("L03-initial-loss", loss);
/// Predict.Ledger();
/// </code>
/// The learner writes the guess in place of <c>null</c>, or types it where the notebook can ask. A guess may be changed until
/// the reveal; after it the first one counts. Where nobody guesses the lesson runs all the same.
/// </summary>
public static class Predict
{
    /// <summary>Asks for a number.</summary>
    /// <param name="id">Names the question: <c>L03-initial-loss</c>.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="guess">The learner's answer; null to be asked for it.</param>
    /// <param name="unit">Its unit.</param>
    public static void Number(string id, string question, double? guess = null, string unit = "") => Ask(
        new Prediction(id, question, unit),
        guess is { } number ? Answer.Of(number) : null,
        text => Parse(text) is { } number ? Answer.Of(number) : null,
        "a number, such as 0.5 or 1e-3");

    /// <summary>Asks for one of several answers.</summary>
    /// <param name="id">Names the question.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="options">The answers to choose from.</param>
    /// <param name="guess">The learner's choice, as it is written in the options; null to be asked for it.</param>
    /// <exception cref="LeptonException">The guess is none of the options.</exception>
    /// <exception cref="ArgumentException">There are no options.</exception>
    public static void Choice(string id, string question, string[] options, string? guess = null)
    {
        if (options is not { Length: > 0 })
            throw new ArgumentException($"\"{question}\" has no answers to choose from.", nameof(options));
        Answer? Find(string text) => options.FirstOrDefault(option => option.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } found
            ? new Answer(found)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= options.Length
                ? new Answer(options[number - 1])
                : null;
        string list = string.Join(" or ", options.Select(option => $"\"{option}\""));
        if (guess is not null && Find(guess) is null)
            throw new LeptonException($"\"{guess}\" is none of the answers to \"{question}\". Choose {list}.");
        Ask(new Prediction(id, $"{question} ({string.Join(" · ", options)})", ""), guess is null ? null : Find(guess), Find, list);
    }

    /// <summary>Asks for the shape of a tensor.</summary>
    /// <param name="id">Names the question.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="guess">The learner's answer, such as <c>[1, 26, 26, 32]</c>; null to be asked for it.</param>
    public static void Shape(string id, string question, int[]? guess = null) => Ask(
        new Prediction(id, question, ""),
        guess is null ? null : Answer.Of(new Shape(guess)),
        text => ParseShape(text) is { } shape ? Answer.Of(shape) : null,
        "a shape, such as [1, 26, 26, 32]");

    /// <summary>Asks for a few words; they are put beside the answer and not judged.</summary>
    /// <param name="id">Names the question.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="guess">The learner's answer; null to be asked for it.</param>
    public static void Text(string id, string question, string? guess = null) => Ask(
        new Prediction(id, question, ""), string.IsNullOrWhiteSpace(guess) ? null : new Answer(guess.Trim()), text => new Answer(text.Trim()), "a few words");

    /// <summary>Shows a prediction beside the measured number.</summary>
    /// <param name="id">The id that it was asked under.</param>
    /// <param name="measured">What was measured.</param>
    public static void Reveal(string id, double measured) => Reveal(id, Answer.Of(measured));

    /// <summary>Shows a prediction beside the right answer.</summary>
    public static void Reveal(string id, string measured) => Reveal(id, new Answer(measured));

    /// <summary>Shows a prediction beside the right shape.</summary>
    public static void Reveal(string id, Shape measured) => Reveal(id, Answer.Of(measured));

    /// <summary>Shows the table of all predictions and all checks of this session.</summary>
    public static void Ledger() => NotebookDisplay.Publish(LedgerOutput.Of(LessonSession.Current), []);

    private static void Ask(Prediction prediction, Answer? guess, Func<string, Answer?> read, string expected)
    {
        if (string.IsNullOrWhiteSpace(prediction.Id))
            throw new ArgumentException($"The prediction \"{prediction.Question}\" has no id; write one such as \"L03-initial-loss\".");
        OrderedDictionary<string, Prediction> all = LessonSession.Current.Predictions;
        Prediction? before = all.GetValueOrDefault(prediction.Id);
        if (before?.Measured is not null)
        {
            string note = guess is null || guess == before.Guess
                ? "The answer was shown already."
                : $"The answer was shown already, so the first prediction counts, and not {before.Show(guess, "")}.";
            NotebookDisplay.Publish(PredictionOutput.Asked(before, note), []);
            return;
        }

        prediction.Guess = guess ?? before?.Guess ?? AskPerson(prediction.Question, read, expected);
        prediction.When = prediction.Guess is null ? null : prediction.Guess == before?.Guess ? before.When : DateTimeOffset.Now;
        all[prediction.Id] = prediction;
        string next = prediction.Guess is null
            ? $"In place of `null` write {expected}. Then run this cell again before you go on."
            : "You may change it until the answer is shown.";
        NotebookDisplay.Publish(PredictionOutput.Asked(prediction, next), []);
    }

    private static void Reveal(string id, Answer measured)
    {
        OrderedDictionary<string, Prediction> all = LessonSession.Current.Predictions;
        if (!all.TryGetValue(id, out Prediction? prediction))
        {
            IReadOnlyList<string> near = NearNames.Of(id, all.Keys);
            string hint = near.Count > 0 ? $" There is \"{near[0]}\"." : " Run the cell that asks it first.";
            throw new LeptonException($"No prediction \"{id}\" was asked in this session, so there is nothing to reveal.{hint}");
        }

        prediction.Measured = measured;
        NotebookDisplay.Publish(PredictionOutput.Revealed(prediction), []);
    }

    // Where nobody can be asked there is no guess, and the lesson goes on.
    private static Answer? AskPerson(string question, Func<string, Answer?> read, string expected)
    {
        if (CellContext.Current is not { Kernel.FrontEnd: not null } cell)
            return null;
        try
        {
            string prompt = $"{question} Your prediction, {expected} (or nothing): ";
            while (true)
            {
                string text = cell.Kernel.ReadLineAsync(prompt, password: false).GetAwaiter().GetResult();
                if (string.IsNullOrWhiteSpace(text))
                    return null;
                if (read(text) is { } answer)
                    return answer;
                prompt = $"\"{text.Trim()}\" is not {expected}. {question} ";
            }
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static double? Parse(string text) =>
        double.TryParse(text.Trim().Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static Shape? ParseShape(string text)
    {
        string[] parts = text.Trim(' ', '[', ']', '(', ')').Split([',', ' ', '×', 'x'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var extents = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out extents[i]))
                return null;
        }

        return parts.Length > 0 ? new Shape(extents) : null;
    }
}
