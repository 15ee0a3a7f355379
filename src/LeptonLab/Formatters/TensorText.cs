using System.Globalization;
using System.Text;

namespace LeptonLab.Formatters;

/// <summary>A tensor's numbers as text, in nested brackets; long axes keep their ends.</summary>
internal static class TensorText
{
    private const int LongAxis = 12;
    private const int Edge = 5;

    public static string Of(Tensor tensor)
    {
        if (tensor.Count == 0)
            return $"{tensor} (empty)";
        float[] values = tensor.ToArray();
        if (tensor.Shape.Rank == 0)
            return Number(values[0]);
        string[] texts = new string[values.Length];
        int width = 0;
        foreach (int index in ShownIndices(tensor.Shape, 0, 0))
        {
            texts[index] = Number(values[index]);
            width = Math.Max(width, texts[index].Length);
        }

        var text = new StringBuilder($"{tensor}\n");
        Append(text, tensor.Shape, 0, 0, texts, width);
        return text.ToString();
    }

    /// <summary>Five significant digits: what a person compares.</summary>
    public static string Number(float value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>The indices that are shown along an axis; −1 stands for the gap.</summary>
    public static IEnumerable<int> Shown(int extent, int limit = LongAxis, int edge = Edge)
    {
        if (extent <= limit)
            return Enumerable.Range(0, extent);
        return [.. Enumerable.Range(0, edge), -1, .. Enumerable.Range(extent - edge, edge)];
    }

    private static IEnumerable<int> ShownIndices(Shape shape, int axis, int offset)
    {
        if (axis == shape.Rank)
            return [offset];
        return Shown(shape[axis]).Where(i => i >= 0).SelectMany(i => ShownIndices(shape, axis + 1, offset * shape[axis] + i));
    }

    private static void Append(StringBuilder text, Shape shape, int axis, int offset, string[] texts, int width)
    {
        bool innermost = axis == shape.Rank - 1;
        string separator = innermost ? ", " : ",\n" + new string(' ', axis + 1);
        bool first = true;
        text.Append('[');
        foreach (int i in Shown(shape[axis]))
        {
            if (!first)
                text.Append(separator);
            first = false;
            if (i < 0)
                text.Append('…');
            else if (innermost)
                text.Append(texts[offset * shape[axis] + i].PadLeft(width));
            else
                Append(text, shape, axis + 1, offset * shape[axis] + i, texts, width);
        }

        text.Append(']');
    }
}
