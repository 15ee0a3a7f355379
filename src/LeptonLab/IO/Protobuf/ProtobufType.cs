namespace LeptonLab.IO;

/// <summary>How a field of a Protocol Buffers message is laid out: its wire type.</summary>
internal enum ProtobufType
{
    /// <summary>Seven bits a byte: whole numbers, enums, bool.</summary>
    Varint = 0,

    /// <summary>Eight bytes: double.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes: text, messages, packed numbers.</summary>
    Bytes = 2,

    /// <summary>Four bytes: float.</summary>
    Fixed32 = 5,
}
