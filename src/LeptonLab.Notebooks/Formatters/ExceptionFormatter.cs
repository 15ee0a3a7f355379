namespace LeptonLab.Notebooks.Formatters;

/// <summary>Exceptions that a cell shows on purpose: type and message, without the stack.</summary>
internal static class ExceptionFormatter
{
    public static string Html(Exception exception) =>
        $"<div class=\"lepton-exception\"><b>{HtmlText.Escape(exception.GetType().Name)}</b>: {HtmlText.Escape(exception.Message)}</div>";

    public static string Text(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
