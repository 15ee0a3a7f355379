using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.IO;

/// <summary>Walks through the chunks of a PNG file: length, name, data, check. Trusts nothing.</summary>
internal ref struct PngChunks
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly string _name;
    private int _position;

    internal PngChunks(ReadOnlySpan<byte> file, string name)
    {
        _file = file;
        _name = name;
        _position = PngFormat.Signature.Length;
        Chunk = "";
    }

    /// <summary>The four letters of the present chunk.</summary>
    internal string Chunk { get; private set; }

    /// <summary>The data of the present chunk.</summary>
    internal ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>A reader must understand a chunk whose first letter is a capital.</summary>
    internal readonly bool IsCritical => (Chunk[0] & 0x20) == 0;

    /// <summary>Goes to the next chunk. A file must end with IEND, so there always is one until then.</summary>
    internal void Next()
    {
        ReadOnlySpan<byte> rest = _file[_position..];
        if (rest.Length < PngFormat.ChunkOverhead)
            throw Cut(rest.Length == 0 ? "before its end mark" : "in the middle of a chunk");

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        ReadOnlySpan<byte> type = rest.Slice(4, 4);
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
                throw PngReader.Bad(_name, $"at byte {_position:N0} a chunk should start, but its name is not four letters");
        }

        Chunk = Encoding.ASCII.GetString(type);
        if (length > rest.Length - PngFormat.ChunkOverhead)
            throw Cut($"in the middle of chunk {Chunk}");

        Data = rest.Slice(8, (int)length);
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        if (stored != Crc32.Compute(rest.Slice(4, 4 + (int)length)))
            throw PngReader.Bad(_name, $"chunk {Chunk} at byte {_position:N0} is damaged (its CRC does not match)");
        _position += PngFormat.ChunkOverhead + (int)length;
    }

    private readonly LeptonException Cut(string where) =>
        PngReader.Bad(_name, $"the file ends after {_file.Length:N0} bytes, {where}");
}
