namespace LeptonLab;

/// <summary>
/// Pinned blocks of memory that have been used and are free again, kept by size: a training step asks for the same
/// sizes every time, so from the second step on it allocates nothing.
/// </summary>
internal static class BufferPool
{
    /// <summary>What the pool keeps at most; beyond it the collector gets the memory.</summary>
    internal const long KeepBytes = 2L << 30;

    /// <summary>
    /// So much new memory, or half of what lives if that is more, and the collector is asked to look for tensors that
    /// nobody uses any more. Left alone it lets pinned blocks pile up to several times as much.
    /// </summary>
    private const long CollectAfterBytes = 192L << 20;

    private static readonly Dictionary<int, Stack<float[]>> Free = [];
    private static readonly Lock Gate = new();
    private static long _keptBytes;
    private static long _newBytes;
    private static long _collectAfter = CollectAfterBytes;

    /// <summary>The memory that waits for reuse, in bytes.</summary>
    internal static long KeptBytes => Volatile.Read(ref _keptBytes);

    /// <summary>A block with room for <paramref name="length"/> aligned numbers. Its contents are undefined.</summary>
    internal static float[] Rent(int length)
    {
        int size = SizeClass(length);
        lock (Gate)
        {
            if (Free.TryGetValue(size, out Stack<float[]>? blocks) && blocks.TryPop(out float[]? block))
            {
                _keptBytes -= (long)size * sizeof(float);
                return block;
            }
        }

        CollectWhenDue((long)size * sizeof(float));
        return GC.AllocateUninitializedArray<float>(size, pinned: true);
    }

    internal static void Return(float[] block)
    {
        long bytes = (long)block.Length * sizeof(float);
        lock (Gate)
        {
            if (_keptBytes + bytes > KeepBytes)
                return;
            if (!Free.TryGetValue(block.Length, out Stack<float[]>? blocks))
                Free[block.Length] = blocks = new Stack<float[]>();
            blocks.Push(block);
            _keptBytes += bytes;
        }
    }

    /// <summary>Lets go of everything that waits for reuse.</summary>
    internal static void Trim()
    {
        lock (Gate)
        {
            Free.Clear();
            _keptBytes = 0;
        }
    }

    private static void CollectWhenDue(long bytes)
    {
        if (Interlocked.Add(ref _newBytes, bytes) < Volatile.Read(ref _collectAfter))
            return;
        Volatile.Write(ref _newBytes, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        Volatile.Write(ref _collectAfter, Math.Max(CollectAfterBytes, GC.GetTotalMemory(forceFullCollection: false) / 2));
    }

    // Room to align, then up to the next of eight steps per power of two: at most 12.5 % is wasted.
    private static int SizeClass(int length)
    {
        long needed = Math.Max(64L, length + (long)(TensorStorage.Alignment / sizeof(float)));
        int step = Math.Max(16, (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)needed) / 16));
        long size = (needed + step - 1) / step * step;
        return (int)Math.Min(size, Array.MaxLength);
    }
}
