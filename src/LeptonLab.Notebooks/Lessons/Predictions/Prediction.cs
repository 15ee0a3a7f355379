using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Lessons.Predictions;

/// <summary>A question, what the learner committed, and what was measured.</summary>
/// <param name="id">As lessons name it: <c>L03-initial-loss</c>.</param>
/// <param name="question">What was asked.</param>
/// <param name="unit">The unit of a number; empty if it has none.</param>
internal sealed class Prediction(string id, string question, string unit)
{
    /// <summary>As lessons name it.</summary>
    public string Id { get; } = id;

    /// <summary>What was asked.</summary>
    public string Question { get; } = question;

    /// <summary>The unit of a number.</summary>
    public string Unit { get; } = unit;

    /// <summary>What the learner committed; null if nothing was.</summary>
    public Answer? Guess { get; set; }

    /// <summary>What was measured; null before the reveal. From then on the guess stays as it is.</summary>
    public Answer? Measured { get; set; }

    /// <summary>When the guess was committed.</summary>
    public DateTimeOffset? When { get; set; }

    /// <summary>How near the guess came, kindly; empty before the reveal.</summary>
    public string Remark => Measured is null ? "" : Remarks.Of(Guess, Measured);

    /// <summary>As grading and reports read it.</summary>
    public JsonObject ToJson() => new()
    {
        ["version"] = 1,
        ["prediction"] = Id,
        ["question"] = Question,
        ["unit"] = Unit.Length > 0 ? Unit : null,
        ["guess"] = Guess?.ToJson(),
        ["measured"] = Measured?.ToJson(),
    };

    /// <summary>An answer with its unit.</summary>
    public string Show(Answer? answer, string missing) =>
        answer is null ? missing : Unit.Length > 0 && answer.Number is not null ? $"{answer.Text} {Unit}" : answer.Text;
}
