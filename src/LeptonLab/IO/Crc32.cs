namespace LeptonLab.IO;

/// <summary>
/// The cyclic redundancy check of PNG, gzip and zip: polynomial 0xEDB88320, reflected (ISO 3309; PNG specification,
/// annex D). Eight bytes a step by eight tables.
/// </summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>The check of some bytes, or of further bytes after those with check <paramref name="previous"/>.</summary>
    internal static uint Compute(ReadOnlySpan<byte> bytes, uint previous = 0)
    {
        uint crc = ~previous;
        while (bytes.Length >= 8)
        {
            crc ^= bytes[0] | (uint)bytes[1] << 8 | (uint)bytes[2] << 16 | (uint)bytes[3] << 24;
            crc = Tables[7][crc & 255] ^ Tables[6][crc >> 8 & 255] ^ Tables[5][crc >> 16 & 255] ^ Tables[4][crc >> 24]
                ^ Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
            crc = Tables[0][(crc ^ value) & 255] ^ crc >> 8;
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        tables[0] = new uint[256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
            tables[0][value] = crc;
        }

        for (int table = 1; table < 8; table++)
            tables[table] = Array.ConvertAll(tables[table - 1], crc => tables[0][crc & 255] ^ crc >> 8);
        return tables;
    }
}
