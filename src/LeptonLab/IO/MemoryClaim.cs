namespace LeptonLab.IO;

/// <summary>What files claim to hold, against what fits into this machine.</summary>
internal static class MemoryClaim
{
    /// <summary>The memory that this process may take, in bytes.</summary>
    internal static long Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The most bytes that one piece of a file may take in memory: a third, for it may be copied on its way.</summary>
    internal static long Limit => Math.Min(Array.MaxLength, Available / 3);

    /// <summary>
    /// Reads bytes and takes memory as they come, so that a claim cannot make us take what the file does not hold.
    /// </summary>
    /// <param name="source">Where from.</param>
    /// <param name="length">How many at most.</param>
    /// <param name="expected">As many as will surely come: room for these is made at once.</param>
    /// <returns>What came: fewer bytes than <paramref name="length"/> if the source ends before.</returns>
    internal static byte[] ReadUpTo(Stream source, int length, long expected = 0)
    {
        byte[] bytes = new byte[Math.Min(length, Math.Max(expected, 1 << 20))];
        int read = 0;
        while (true)
        {
            int more = source.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            read += more;
            if (read < bytes.Length || read == length)
                break;
            Array.Resize(ref bytes, (int)Math.Min(length, 4L * bytes.Length));
        }

        if (read < bytes.Length)
            Array.Resize(ref bytes, read);
        return bytes;
    }
}
