namespace LeptonLab.IO;

/// <summary>The types of the safetensors format: <c>Dtype</c> of its reference implementation.</summary>
internal static class SafetensorsTypes
{
    /// <summary>All of them, for messages.</summary>
    internal const string All = "BOOL, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64, C64, F8_… , F6_… and F4";

    /// <summary>Bits per number; 0 if the format has no such type.</summary>
    internal static int Bits(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => 0,
    };

    /// <summary>The type as it is called here; null if numbers of this type are not read.</summary>
    internal static NumberType? NumberType(string type) => type switch
    {
        "BOOL" => IO.NumberType.Bool,
        "U8" => IO.NumberType.UInt8,
        "I8" => IO.NumberType.Int8,
        "U16" => IO.NumberType.UInt16,
        "I16" => IO.NumberType.Int16,
        "U32" => IO.NumberType.UInt32,
        "I32" => IO.NumberType.Int32,
        "U64" => IO.NumberType.UInt64,
        "I64" => IO.NumberType.Int64,
        "F16" => IO.NumberType.Float16,
        "BF16" => IO.NumberType.BFloat16,
        "F32" => IO.NumberType.Float32,
        "F64" => IO.NumberType.Float64,
        _ => null,
    };
}
