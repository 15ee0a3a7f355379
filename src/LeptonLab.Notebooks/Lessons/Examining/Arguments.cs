namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>The arguments of a case: copied before a learner's function gets them, so that a change of them is seen.</summary>
internal static class Arguments
{
    public static object?[] Copy(object?[] arguments) => [.. arguments.Select(Copy)];

    /// <summary>The number of the first argument that is no longer what it was; null if all are.</summary>
    public static int? FirstChanged(object?[] before, object?[] after)
    {
        for (int i = 0; i < before.Length; i++)
        {
            if (NumberArray.Of(before[i]) is { } old && NumberArray.Of(after[i]) is { } now && !Comparison.Same(now, old, 0))
                return i;
        }

        return null;
    }

    /// <summary>How many numbers they hold: the smallest case that fails is shown.</summary>
    public static long Size(object?[] arguments) => arguments.Sum(argument => NumberArray.Of(argument)?.Sum(part => (long)part.Values.Length) ?? 1);

    private static object? Copy(object? argument) => argument switch
    {
        Tensor tensor => CopyOf(tensor),
        Array { Rank: 1 } rows when rows.GetType().GetElementType()!.IsArray => CopyRows(rows),
        Array array => array.Clone(),
        _ => argument,
    };

    private static Tensor CopyOf(Tensor tensor)
    {
        Tensor copy = tensor.Clone();
        copy.Name = tensor.Name;
        return copy;
    }

    private static Array CopyRows(Array rows)
    {
        var copy = (Array)rows.Clone();
        for (int i = 0; i < copy.Length; i++)
            copy.SetValue((rows.GetValue(i) as Array)?.Clone(), i);
        return copy;
    }
}
