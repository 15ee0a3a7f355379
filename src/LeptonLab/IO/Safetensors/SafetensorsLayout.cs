namespace LeptonLab.IO;

/// <summary>
/// Where the tensors of a safetensors file lie: each in as many bytes as its shape and type ask for, together covering the
/// data without a hole or an overlap, in any order.
/// </summary>
internal static class SafetensorsLayout
{
    internal const int MaxRank = 64;

    /// <summary>One entry of the header, checked on its own.</summary>
    internal static SafetensorsEntry Entry(string name, string type, List<long> extents, long first, long end)
    {
        string what = $"tensor {Names.Quote(name)}";
        int bits = SafetensorsTypes.Bits(type);
        if (bits == 0)
            throw new FormatException($"{what} has the type {Names.Quote(type)}; the format has {SafetensorsTypes.All}");
        if (first > end)
            throw new FormatException($"{what} starts at byte {first:N0} and ends before it, at {end:N0}");

        Shape shape;
        try
        {
            shape = new Shape([.. extents.Select(extent => (int)extent)]);
        }
        catch (ArgumentException tooMany)
        {
            throw new FormatException($"{what}: {tooMany.Message.TrimEnd('.')}", tooMany);
        }

        long length = ((long)shape.Count * bits + 7) / 8;
        return end - first == length && (long)shape.Count * bits % 8 == 0
            ? new SafetensorsEntry(name, type, shape, first, length)
            : throw new FormatException(
                $"{what} {shape} of type {type} needs {length:N0} bytes; its header gives it {end - first:N0} ({first:N0} to {end:N0})");
    }

    /// <summary>Checks that the entries cover <paramref name="dataLength"/> bytes, each byte once.</summary>
    internal static void Check(IEnumerable<SafetensorsEntry> entries, long dataLength)
    {
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.End))
        {
            long expected = before?.End ?? 0;
            if (entry.Offset < expected)
            {
                throw new FormatException(
                    $"tensor {Names.Quote(entry.Name)} starts at byte {entry.Offset:N0}, within tensor {Names.Quote(before!.Name)}, "
                    + $"which ends at {expected:N0}");
            }

            if (entry.Offset > expected)
            {
                throw new FormatException(
                    $"bytes {expected:N0} to {entry.Offset:N0}, before tensor {Names.Quote(entry.Name)}, belong to no tensor");
            }

            before = entry;
        }

        long end = before?.End ?? 0;
        if (end != dataLength)
        {
            throw new FormatException(end > dataLength
                ? $"its tensors need {end:N0} bytes, but only {dataLength:N0} follow the header. Was it cut off?"
                : $"its tensors need {end:N0} bytes, but {dataLength:N0} follow the header");
        }
    }
}
