using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Visuals;
using Microsoft.DotNet.Interactive.Formatting;

namespace LeptonLab.Notebooks.Display;

/// <summary>Asks the formatters for the forms of a value.</summary>
internal static class Bundles
{
    /// <summary>The forms of a value; text/plain is always among them.</summary>
    /// <param name="value">Anything, null included.</param>
    /// <param name="mimeTypes">The forms wanted; by default those preferred for the value's type.</param>
    public static MimeBundle For(object? value, params string[] mimeTypes)
    {
        NotebookFormatters.Register();
        if (value is Control control)
            return control.Show();
        var bundle = new MimeBundle();
        if (mimeTypes.Length == 0 && PlainText.Of(value) is { } text && !NotebookFormatters.IsTaught(value))
            return bundle.Add("text/plain", text);
        if (value is not null)
            ConventionFormatters.Ensure(value.GetType());
        IEnumerable<string> wanted = mimeTypes.Length > 0 || value is null
            ? mimeTypes
            : Formatter.GetPreferredMimeTypesFor(value.GetType());
        foreach (string mimeType in wanted)
            bundle.AddFormatted(mimeType, value.ToDisplayString(mimeType));
        if (value is ScottPlot.Plot plot)
            ScottPlotFormatter.AddSize(plot, bundle);
        if (value is Picture picture)
            bundle.AddSize(ScottPlotFormatter.PngType, picture.Width, picture.Height);
        if (bundle["text/plain"] is null)
            bundle.Add("text/plain", PlainText.Of(value) ?? value.ToDisplayString("text/plain"));
        return bundle;
    }

    internal static bool IsTextual(string mimeType) => mimeType.StartsWith("text/", StringComparison.Ordinal);
}
