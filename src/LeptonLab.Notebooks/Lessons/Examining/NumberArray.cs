using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>A result, or a part of one, as numbers that can be compared: a tensor, an array, a number or a text.</summary>
/// <param name="Name">What the learner calls it; empty for the only result of a function.</param>
/// <param name="Shape">The extents; empty for a single number.</param>
/// <param name="Values">The numbers, in the order of memory; a text has the codes of its letters.</param>
/// <param name="Text">The text, where the result is one.</param>
internal sealed record NumberArray(string Name, int[] Shape, double[] Values, string? Text = null)
{
    /// <summary>The parts of a result: several for a tuple, one for each row of an array of arrays, otherwise one.</summary>
    /// <param name="value">What a function gave.</param>
    /// <param name="names">The names of a tuple's elements, if they are known.</param>
    /// <returns>Null where it, or a part of it, cannot be read as numbers.</returns>
    public static NumberArray[]? Of(object? value, IReadOnlyList<string?>? names = null)
    {
        if (value is ITuple tuple)
        {
            var parts = new NumberArray[tuple.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (One(tuple[i], names?.ElementAtOrDefault(i) ?? $"Item{i + 1}") is not { } part)
                    return null;
                parts[i] = part;
            }

            return parts;
        }

        if (value is Array { Rank: 1 } rows && rows.GetType().GetElementType()!.IsArray)
        {
            NumberArray[] parts = [.. rows.Cast<object?>().Select((row, i) => One(row, $"row {i}")).OfType<NumberArray>()];
            return parts.Length == rows.Length ? parts : null;
        }

        return One(value, "") is { } only ? [only] : null;
    }

    /// <summary>The place of a number as an index: <c>y[0, 2, 1]</c>; a single number has none.</summary>
    public string Place(int index)
    {
        if (Shape.Length == 0)
            return Name.Length > 0 ? Name : "the result";
        int[] place = new int[Shape.Length];
        for (int axis = Shape.Length - 1; axis >= 0; axis--)
            (index, place[axis]) = Math.DivRem(index, Shape[axis]);
        return $"{(Name.Length > 0 ? Name : "result")}[{string.Join(", ", place)}]";
    }

    /// <summary>The shape as text: <c>[2, 3]</c>, or <c>a number</c>.</summary>
    public string Form => Text is not null ? "a text" : Shape.Length == 0 ? "a number" : $"[{string.Join(", ", Shape)}]";

    private static NumberArray? One(object? value, string name) => value switch
    {
        null => null,
        Tensor tensor => new(name, tensor.Shape.Extents.ToArray(), [.. tensor.ToArray().Select(number => (double)number)]),
        Shape shape => new(name, [shape.Rank], [.. shape.Select(extent => (double)extent)]),
        string text => new(name, [text.Length], [.. text.Select(letter => (double)letter)], text),
        bool flag => new(name, [], [flag ? 1 : 0]),
        char or Enum => new(name, [], [Convert.ToDouble(Convert.ToInt64(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)]),
        IConvertible number when IsNumber(number) => new(name, [], [number.ToDouble(CultureInfo.InvariantCulture)]),
        Array array => Elements(array, name, [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)]),
        IEnumerable list => Elements(list, name, null),
        _ => null,
    };

    private static NumberArray? Elements(IEnumerable items, string name, int[]? shape)
    {
        var values = new List<double>();
        foreach (object? item in items)
        {
            if (item is bool flag)
                values.Add(flag ? 1 : 0);
            else if (item is IConvertible number && IsNumber(number))
                values.Add(number.ToDouble(CultureInfo.InvariantCulture));
            else
                return null;
        }

        return new NumberArray(name, shape ?? [values.Count], [.. values]);
    }

    private static bool IsNumber(IConvertible value) => value.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal;
}
