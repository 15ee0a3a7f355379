namespace LeptonLab.IO;

/// <summary>
/// Passes bytes through and checks them: there must be as many as announced, and their CRC-32 as announced. More are never
/// read than announced.
/// </summary>
internal sealed class CheckedStream(Stream source, long length, uint crc) : ForwardStream
{
    private long _read;
    private uint _crc;

    /// <exception cref="FormatException">The bytes are not as announced.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        try
        {
            if (_read == length)
            {
                CheckEnd();
                return 0;
            }

            int read = source.Read(buffer[..(int)Math.Min(buffer.Length, length - _read)]);
            if (read == 0)
                throw new FormatException($"it unpacks to {_read:N0} bytes instead of the {length:N0} that it claims");
            _crc = Crc32.Compute(buffer[..read], _crc);
            _read += read;
            return read;
        }
        catch (InvalidDataException error)
        {
            throw new FormatException("its packed bytes are damaged", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        if (source.ReadByte() >= 0)
            throw new FormatException($"it unpacks to more than the {length:N0} bytes that it claims");
        if (_crc != crc)
            throw new FormatException("it is damaged (its CRC does not match)");
    }
}
