using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LeptonLab.IO;

/// <summary>Turns numbers from the byte order of a file to that of this machine, and back.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses the bytes of each number, in place.</summary>
    /// <param name="bytes">Numbers, back to back.</param>
    /// <param name="size">Bytes per number: 1, 2, 4 or 8.</param>
    internal static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubleWords = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            case 8:
                Span<ulong> quadWords = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }

    /// <summary>Turns little-endian numbers into this machine's, or back, in place.</summary>
    internal static void LittleEndian(Span<byte> bytes, int size)
    {
        if (!BitConverter.IsLittleEndian)
            Reverse(bytes, size);
    }
}
