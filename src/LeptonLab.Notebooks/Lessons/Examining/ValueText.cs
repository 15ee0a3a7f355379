using System.Globalization;
using System.Text;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Writes inputs and results as a learner compares them.</summary>
internal static class ValueText
{
    private const int MostNumbers = 64;
    private const double MostExact = 1e15;

    /// <summary>A number, with as many digits as it takes to tell it from another; a whole one in full.</summary>
    public static string Number(double value, double? other = null)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        if (double.IsInteger(value) && Math.Abs(value) < MostExact)
            return value.ToString("F0", CultureInfo.InvariantCulture);
        string text = value.ToString("G5", CultureInfo.InvariantCulture);
        return other is { } compared && compared != value && compared.ToString("G5", CultureInfo.InvariantCulture) == text
            ? value.ToString("G9", CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>An argument.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        Shape shape => shape.ToString(),
        Delegate function => function.Method.Name.Contains('<', StringComparison.Ordinal) ? "a function" : function.Method.Name,
        _ => NumberArray.Of(value) is { } parts ? Of(parts) : value.ToString() ?? "",
    };

    /// <summary>A result.</summary>
    public static string Of(NumberArray[] parts) => parts.Length == 1 && parts[0].Name.Length == 0
        ? Of(parts[0])
        : string.Join('\n', parts.Select(part => $"{part.Name}: {Of(part)}"));

    /// <summary>Numbers in nested brackets; the last axis on one line. Of long ones the beginning.</summary>
    private static string Of(NumberArray part)
    {
        if (part.Text is { } written)
            return $"\"{written}\"";
        if (part.Shape.Length == 0)
            return Number(part.Values[0]);
        if (part.Values.Length > MostNumbers)
            return $"{part.Form}: {string.Join(", ", part.Values.Take(8).Select(value => Number(value)))}, …";
        if (part.Values.Length == 0)
            return $"{part.Form} (empty)";
        var text = new StringBuilder();
        if (part.Shape.Length > 1)
            text.Append(CultureInfo.InvariantCulture, $"{part.Form}\n");

        // One picture with one channel is read as rows and columns.
        int[] extents = part.Shape.Length > 2 ? [.. part.Shape.Where(extent => extent > 1)] : part.Shape;
        string[] numbers = [.. part.Values.Select(value => Number(value))];
        int width = extents.Length > 1 ? numbers.Max(number => number.Length) : 0;
        Append(text, extents, [.. numbers.Select(number => number.PadLeft(width))], 0, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int[] extents, string[] numbers, int axis, int offset)
    {
        if (axis == extents.Length)
        {
            text.Append(numbers[offset]);
            return;
        }

        int stride = extents[(axis + 1)..].Aggregate(1, (product, extent) => product * extent);
        bool last = axis == extents.Length - 1;
        text.Append('[');
        for (int i = 0; i < extents[axis]; i++)
        {
            if (i > 0)
                text.Append(last ? ", " : ",\n" + new string(' ', axis + 1));
            Append(text, extents, numbers, axis + 1, offset + i * stride);
        }

        text.Append(']');
    }
}
