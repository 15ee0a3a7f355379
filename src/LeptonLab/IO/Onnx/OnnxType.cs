namespace LeptonLab.IO.Onnx;

/// <summary>The types of numbers that our graphs have: TensorProto.DataType of onnx.proto.</summary>
internal enum OnnxType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>Signed 64-bit whole numbers.</summary>
    Int64 = 7,

    /// <summary>64-bit floating point.</summary>
    Double = 11,
}
