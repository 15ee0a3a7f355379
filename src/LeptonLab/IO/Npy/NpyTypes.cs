namespace LeptonLab.IO;

/// <summary>NumPy's names for types of number, the <c>descr</c> of a header: byte order, kind, bytes per number.</summary>
internal static class NpyTypes
{
    /// <summary>The name of a type, little-endian.</summary>
    internal static string Name(NumberType type)
    {
        char kind = type switch
        {
            NumberType.Bool => 'b',
            NumberType.UInt8 or NumberType.UInt16 or NumberType.UInt32 or NumberType.UInt64 => 'u',
            NumberType.Int8 or NumberType.Int16 or NumberType.Int32 or NumberType.Int64 => 'i',
            _ => 'f',
        };
        return $"{(type.Size() == 1 ? '|' : '<')}{kind}{type.Size()}";
    }

    /// <summary>The type that a name stands for.</summary>
    /// <exception cref="FormatException">It is a type that is not read, or none at all.</exception>
    internal static (NumberType Type, bool BigEndian) Parse(string name)
    {
        if (name.Length < 2 || name[0] is not ('<' or '>' or '|'))
            throw Refused(name, "it should start with <, > or |, the byte order");
        NumberType type = name[1..] switch
        {
            "b1" or "?" => NumberType.Bool,
            "u1" => NumberType.UInt8,
            "i1" => NumberType.Int8,
            "u2" => NumberType.UInt16,
            "i2" => NumberType.Int16,
            "u4" => NumberType.UInt32,
            "i4" => NumberType.Int32,
            "u8" => NumberType.UInt64,
            "i8" => NumberType.Int64,
            "f2" => NumberType.Float16,
            "f4" => NumberType.Float32,
            "f8" => NumberType.Float64,
            _ => throw Refused(name, Reason(name[1])),
        };
        return name[0] != '|' || type.Size() == 1
            ? (type, name[0] == '>')
            : throw Refused(name, "numbers of several bytes need a byte order, < or >");
    }

    private static string Reason(char kind) => kind switch
    {
        'O' => "it holds Python objects, which are stored as programs to run. Save plain numbers, with allow_pickle=False",
        'U' or 'S' or 'a' => "it holds text, and only numbers are read",
        'M' or 'm' => "it holds dates or times, and only numbers are read. Save them with .astype('i8')",
        'c' => "it holds complex numbers. Save .real and .imag",
        'V' => "it holds raw bytes (or bfloat16). Save them with .astype('f4')",
        'f' => "floats have 2, 4 or 8 bytes here. Save them with .astype('f8')",
        _ => "NumPy's types of number are b1, i1 to i8, u1 to u8 and f2 to f8",
    };

    private static FormatException Refused(string name, string reason) => new($"its type is {Names.Quote(name)}: {reason}");
}
