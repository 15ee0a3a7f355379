using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Lessons.Predictions;

/// <summary>The forms of a prediction and of its reveal: HTML, text, and JSON for grading.</summary>
internal static class PredictionOutput
{
    /// <summary>The MIME type by which predictions are found in executed notebooks.</summary>
    public const string MimeType = "application/vnd.leptonlab.prediction+json";

    private const string NotYet = "not predicted";

    /// <summary>A prediction that was just asked for.</summary>
    /// <param name="prediction">Which.</param>
    /// <param name="note">What to say after it.</param>
    public static MimeBundle Asked(Prediction prediction, string note)
    {
        string guess = prediction.Show(prediction.Guess, NotYet);
        return Bundle(
            prediction,
            $"<strong>{LessonHtml.Code(prediction.Question)}</strong><br>Your prediction: <strong>{HtmlText.Escape(guess)}</strong>. {LessonHtml.Code(note)}",
            $"{prediction.Question}\nYour prediction: {guess}. {note}");
    }

    /// <summary>A prediction beside what was measured.</summary>
    public static MimeBundle Revealed(Prediction prediction)
    {
        string guess = prediction.Show(prediction.Guess, NotYet), measured = prediction.Show(prediction.Measured, "");
        string remark = prediction.Guess is null ? "" : $" {char.ToUpperInvariant(prediction.Remark[0])}{prediction.Remark[1..]}.";
        return Bundle(
            prediction,
            $"<strong>{LessonHtml.Code(prediction.Question)}</strong><br>Predicted: <strong>{HtmlText.Escape(guess)}</strong> · measured: <strong>{HtmlText.Escape(measured)}</strong>.{HtmlText.Escape(remark)}",
            $"{prediction.Question}\nPredicted: {guess}; measured: {measured}.{remark}");
    }

    private static MimeBundle Bundle(Prediction prediction, string html, string text) => new MimeBundle()
        .Add("text/html", $"<div class=\"lepton-prediction\" style=\"border-left:4px solid #8a63d2;padding:.3em .9em\">{html}</div>")
        .Add("text/plain", text.TrimEnd())
        .Add(MimeType, prediction.ToJson());
}
