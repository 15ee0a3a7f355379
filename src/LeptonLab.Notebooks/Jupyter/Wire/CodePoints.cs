namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>
/// The protocol counts positions in Unicode code points, C# in UTF-16 units: a character beyond the BMP, such as 𝑥 or 🙂, is
/// one of the former and two of the latter.
/// </summary>
internal static class CodePoints
{
    /// <summary>The position in UTF-16 units; a position outside the text becomes the nearest inside.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        int position = 0;
        for (int i = 0; i < codePoints && position < text.Length; i++)
            position += char.IsSurrogatePair(text, position) ? 2 : 1;
        return position;
    }

    /// <summary>The position in code points.</summary>
    public static int FromUtf16(string text, int position)
    {
        int count = 0;
        for (int i = 0; i < Math.Min(position, text.Length); count++)
            i += char.IsSurrogatePair(text, i) ? 2 : 1;
        return count;
    }
}
