using System.Text;

namespace LeptonLab.IO;

/// <summary>The header of a .npy file: what follows it, and how it lies.</summary>
/// <param name="Type">The type of the numbers.</param>
/// <param name="BigEndian">Whether the highest byte of each number comes first.</param>
/// <param name="FortranOrder">Whether the first axis is contiguous, and not the last.</param>
/// <param name="Shape">The extents, outermost first.</param>
internal readonly record struct NpyHeader(NumberType Type, bool BigEndian, bool FortranOrder, Shape Shape)
{
    internal long Length => (long)Shape.Count * Type.Size();

    /// <summary>Reads the dictionary of a header.</summary>
    /// <exception cref="FormatException">It is not one, or tells of something that is not read here.</exception>
    internal static NpyHeader Parse(ReadOnlySpan<byte> bytes, bool isUtf8)
    {
        Dictionary<string, object> values = PythonDictionary.Parse((isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes));
        string descr = Value<string>(values, "descr", "text in quotes");
        bool fortranOrder = Value<bool>(values, "fortran_order", "True or False");
        List<long> extents = Value<List<long>>(values, "shape", "a tuple of numbers");
        if (values.Count > 3)
            throw new FormatException($"its header has more than descr, fortran_order and shape: {Names.List(values.Keys)}");

        (NumberType type, bool bigEndian) = NpyTypes.Parse(descr);
        if (extents.Find(extent => extent > int.MaxValue) is var large and > 0)
            throw new FormatException($"its header gives an axis the impossible extent {large:N0}");
        try
        {
            return new NpyHeader(type, bigEndian, fortranOrder, new Shape([.. extents.Select(extent => (int)extent)]));
        }
        catch (ArgumentException tooMany)
        {
            throw new FormatException($"its header is impossible: {tooMany.Message.TrimEnd('.')}", tooMany);
        }
    }

    /// <summary>What comes before the numbers in a file: version 1.0, padded to a multiple of 64 bytes as NumPy does.</summary>
    internal static byte[] Write(NpyArray array)
    {
        string shape = string.Concat(array.Shape.Select(extent => $"{extent}, ")).TrimEnd();
        if (array.Shape.Rank > 1)
            shape = shape.TrimEnd(',');
        string text = $"{{'descr': '{NpyTypes.Name(array.Type)}', 'fortran_order': False, 'shape': ({shape}), }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        if (array.Shape.Rank > PythonDictionary.MaxItems)
            throw new ArgumentException($"NumPy arrays have at most {PythonDictionary.MaxItems} axes; this one has {array.Shape.Rank:N0}.");
        return [.. NpyFile.Signature, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }

    private static T Value<T>(Dictionary<string, object> values, string name, string expected) =>
        !values.TryGetValue(name, out object? value) ? throw new FormatException($"its header lacks '{name}'")
        : value is T right ? right
        : throw new FormatException($"'{name}' in its header should be {expected}");
}
