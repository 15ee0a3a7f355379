using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// A cell's text after small changes that keep every line where it was; positions in it lead back to the cell's own.
/// </summary>
internal sealed class EditedText
{
    private readonly string _original;
    private readonly List<(TextSpan Span, string New)> _edits = [];
    private SourceText? _edited;

    public EditedText(string original)
    {
        _original = original;
    }

    /// <summary>Overwrites a stretch with blanks; line ends stay.</summary>
    public EditedText Blank(TextSpan span) =>
        Replace(span, string.Concat(_original.Substring(span.Start, span.Length).Select(c => c is '\n' or '\r' ? c : ' ')));

    /// <summary>Puts text in place of a stretch that does not overlap earlier changes.</summary>
    public EditedText Replace(TextSpan span, string text)
    {
        _edits.Add((span, text));
        _edited = null;
        return this;
    }

    /// <summary>Puts text before a position.</summary>
    public EditedText Insert(int position, string text) => Replace(new TextSpan(position, 0), text);

    /// <summary>The changed text.</summary>
    public override string ToString()
    {
        if (_edits.Count == 0)
            return _original;
        var text = new StringBuilder();
        int position = 0;
        foreach ((TextSpan span, string replacement) in Ordered())
        {
            text.Append(_original, position, span.Start - position).Append(replacement);
            position = span.End;
        }

        return text.Append(_original, position, _original.Length - position).ToString();
    }

    /// <summary>Where a position of the changed text was in the cell.</summary>
    public LinePosition ToOriginal(LinePosition changed)
    {
        if (_edits.Count == 0)
            return changed;
        SourceText edited = _edited ??= SourceText.From(ToString());
        if (changed.Line >= edited.Lines.Count)
            return changed;
        int position = Math.Min(edited.Lines[changed.Line].Start + changed.Character, edited.Length);
        return new LinePosition(changed.Line, ToOriginal(position) - ToOriginal(position - changed.Character));
    }

    private int ToOriginal(int position)
    {
        int shift = 0;
        foreach ((TextSpan span, string replacement) in Ordered())
        {
            int start = span.Start + shift;
            if (position < start)
                break;
            if (position < start + replacement.Length)
                return span.Start + Math.Min(position - start, span.Length);
            shift += replacement.Length - span.Length;
        }

        return position - shift;
    }

    private IOrderedEnumerable<(TextSpan Span, string New)> Ordered() => _edits.OrderBy(edit => edit.Span.Start).ThenBy(edit => edit.Span.End);
}
