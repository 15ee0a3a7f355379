using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Display;

/// <summary>The same as <see cref="NotebookDisplay"/>, written after the value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value: <c>history.Display()</c>.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms to send; by default those that the value's formatters give.</param>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        NotebookDisplay.display(value, mimeTypes);

    /// <summary>Shows text under a MIME type: <c>"**bold**".DisplayAs("text/markdown")</c>.</summary>
    public static DisplayedValue DisplayAs(this string text, string mimeType)
    {
        MimeBundle bundle = new MimeBundle().AddFormatted(mimeType, text);
        if (mimeType != "text/plain")
            bundle.Add("text/plain", text);
        return NotebookDisplay.Publish(bundle, [mimeType]);
    }

    /// <summary>Shows a sequence as a table, which clients can also have as CSV: <c>patients.DisplayTable()</c>.</summary>
    /// <param name="rows">One object a row; its properties are the columns.</param>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows)
    {
        T[] all = [.. rows];
        MimeBundle bundle = new MimeBundle()
            .Add("text/html", CollectionFormatter.Table(all))
            .Add("text/csv", CsvText.Of(all))
            .Add("text/plain", CollectionFormatter.Text(all));
        return NotebookDisplay.Publish(bundle, []);
    }
}
