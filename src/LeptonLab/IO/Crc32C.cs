using System.Buffers.Binary;
using System.Numerics;

namespace LeptonLab.IO;

/// <summary>
/// The cyclic redundancy check of iSCSI and TensorFlow's records: Castagnoli's polynomial 0x82F63B78, reflected (RFC 3720,
/// B.4). Eight bytes a step by an instruction of the processor where it has one.
/// </summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The check of some bytes.</summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>
    /// The check as it is stored beside the bytes that it checks: turned by 15 bits and shifted, since the check of bytes that
    /// end with their own check is the same for all (TensorFlow, <c>tsl/lib/hash/crc32c.h</c>).
    /// </summary>
    internal static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Compute(bytes), 15) + MaskDelta;
}
