using System.Diagnostics.CodeAnalysis;
using LeptonLab.Notebooks.Kernels;
using Microsoft.AspNetCore.Html;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// What cells write to show things; its members need no prefix in a cell. Library code may call them too: the output goes
/// to the cell that is running, to .NET Interactive where that runs it, or to the console as text.
/// </summary>
[SuppressMessage("Naming", "CA1707", Justification = "The names that notebook authors know.")]
[SuppressMessage("Style", "IDE1006", Justification = "The names that notebook authors know.")]
public static class NotebookDisplay
{
    /// <summary>Shows a value: <c>display(model.Summary(shape))</c>.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms to send; by default those that the value's formatters give.</param>
    /// <returns>By which what was shown can be updated in place.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => Publish(Bundles.For(value, mimeTypes), mimeTypes);

    /// <summary>HTML that is shown as it is: <c>HTML("&lt;b&gt;bold&lt;/b&gt;")</c>.</summary>
    public static IHtmlContent HTML(string html) => new HtmlString(html);

    /// <summary>A script to run in the page.</summary>
    public static IHtmlContent Javascript(string script) => new HtmlString($"<script type=\"text/javascript\">{script}</script>");

    /// <summary>A style sheet for the page.</summary>
    public static IHtmlContent CSS(string styles) => new HtmlString($"<style>{styles}</style>");

    /// <summary>Cancelled when the person stops the run: pass it to long work, such as <c>FitAsync</c>.</summary>
    public static CancellationToken CellCancellation => CellContext.Current?.CancellationToken ?? CancellationToken.None;

    /// <summary>Takes away what the cell has shown.</summary>
    /// <param name="wait">Keep it until the next output arrives.</param>
    public static void ClearOutput(bool wait = false) => CellContext.Current?.Outputs.Publish(new ClearOutput(wait));

    internal static DisplayedValue Publish(MimeBundle bundle, string[] mimeTypes)
    {
        if (CellContext.Current is not { } cell)
        {
            HostDisplay? host = HostDisplay.Show(bundle);
            if (host is null)
                Console.WriteLine(bundle.Text);
            return new DisplayedValue("", null, mimeTypes, host);
        }

        string id = cell.NextDisplayId();
        cell.Outputs.Publish(new DisplayOutput(bundle, id));
        return new DisplayedValue(id, cell.Outputs, mimeTypes);
    }
}
