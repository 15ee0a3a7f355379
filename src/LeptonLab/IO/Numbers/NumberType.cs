namespace LeptonLab.IO;

/// <summary>The types of number that safetensors and NumPy files hold and this library reads.</summary>
public enum NumberType
{
    /// <summary>False or true, in one byte: 0 or not.</summary>
    Bool,

    /// <summary>Unsigned, 1 byte: images.</summary>
    UInt8,

    /// <summary>Signed, 1 byte.</summary>
    Int8,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16,

    /// <summary>Signed, 2 bytes.</summary>
    Int16,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32,

    /// <summary>Signed, 4 bytes.</summary>
    Int32,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64,

    /// <summary>Signed, 8 bytes: what PyTorch and NumPy count with.</summary>
    Int64,

    /// <summary>IEEE half precision, 2 bytes: 11 significant bits, up to 65 504.</summary>
    Float16,

    /// <summary>The upper half of a single-precision number, 2 bytes: 8 significant bits, the range of float32.</summary>
    BFloat16,

    /// <summary>IEEE single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE double precision, 8 bytes.</summary>
    Float64,
}
