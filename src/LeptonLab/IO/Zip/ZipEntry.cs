namespace LeptonLab.IO;

/// <summary>What the directory of a zip file says about one file in it.</summary>
/// <param name="Name">Its name; never used as a path.</param>
/// <param name="NameBytes">The name as it stands in the zip file.</param>
/// <param name="Flags">Bit 0: encrypted.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">The check of its bytes.</param>
/// <param name="PackedLength">In bytes.</param>
/// <param name="Length">In bytes, unpacked.</param>
/// <param name="Offset">Where its local header starts.</param>
internal sealed record ZipEntry(
    string Name, byte[] NameBytes, int Flags, int Method, uint Crc, long PackedLength, long Length, long Offset)
{
    internal const int Stored = 0, Deflated = 8;

    /// <summary>Where the next file, or the directory, starts: this one ends before.</summary>
    internal long Limit { get; init; }
}
