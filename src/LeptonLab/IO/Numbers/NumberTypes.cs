namespace LeptonLab.IO;

/// <summary>What goes with each <see cref="NumberType"/>.</summary>
public static class NumberTypes
{
    /// <summary>Bytes per number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static int Size(this NumberType type) => type switch
    {
        NumberType.Bool or NumberType.UInt8 or NumberType.Int8 => 1,
        NumberType.UInt16 or NumberType.Int16 or NumberType.Float16 or NumberType.BFloat16 => 2,
        NumberType.UInt32 or NumberType.Int32 or NumberType.Float32 => 4,
        NumberType.UInt64 or NumberType.Int64 or NumberType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), $"There is no number type {(int)type}."),
    };

    /// <summary>The type of .NET whose memory is the same; null for BFloat16, which .NET does not have.</summary>
    internal static Type? ClrType(this NumberType type) => type switch
    {
        NumberType.Bool => typeof(bool),
        NumberType.UInt8 => typeof(byte),
        NumberType.Int8 => typeof(sbyte),
        NumberType.UInt16 => typeof(ushort),
        NumberType.Int16 => typeof(short),
        NumberType.UInt32 => typeof(uint),
        NumberType.Int32 => typeof(int),
        NumberType.UInt64 => typeof(ulong),
        NumberType.Int64 => typeof(long),
        NumberType.Float16 => typeof(Half),
        NumberType.Float32 => typeof(float),
        NumberType.Float64 => typeof(double),
        _ => null,
    };
}
