namespace LeptonLab.IO;

/// <summary>A part of a file as a stream of its own, from its start to its end.</summary>
internal sealed class FileSection(RandomAccessFile file, long start, long length) : ForwardStream
{
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - _position);
        int read = file.ReadUpTo(start + _position, buffer[..count]);
        _position += read;
        return read;
    }
}
