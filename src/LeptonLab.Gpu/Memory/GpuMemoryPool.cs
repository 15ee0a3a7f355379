using System.Numerics;

namespace LeptonLab.Gpu;

/// <summary>
/// Memory that has been used and is free again, by size: asking the driver takes longer than most kernels, and a training step
/// asks for the same sizes every time. A buffer may be used again at once, since all kernels run on one stream, in order.
/// </summary>
internal sealed class GpuMemoryPool(Launcher launcher)
{
    private readonly Dictionary<long, Stack<MemoryBuffer1D<float, Stride1D.Dense>>> _free = [];
    private readonly Lock _gate = new();

    // A forgotten tensor's buffer is forgotten with it, and would be finalized with it if it were not also known here.
    private readonly HashSet<MemoryBuffer1D<float, Stride1D.Dense>> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>What has been taken from the driver, used or free, in bytes.</summary>
    internal long TakenBytes { get; private set; }

    /// <summary>What waits for reuse, in bytes.</summary>
    internal long KeptBytes { get; private set; }

    /// <summary>More is refused, in bytes; the whole memory unless set.</summary>
    internal long Limit { get; set; } = long.MaxValue;

    /// <summary>For tests: what a driver would say is free, where none does.</summary>
    internal Func<long>? FreeBytes { get; set; }

    /// <summary>A buffer of at least this length; what is in it is undefined.</summary>
    /// <exception cref="DeviceMemoryException">There is no room, not even after everything free has been given back.</exception>
    internal MemoryBuffer1D<float, Stride1D.Dense> Rent(int length)
    {
        long size = SizeClass(length);
        lock (_gate)
        {
            if (_free.TryGetValue(size, out var buffers) && buffers.TryPop(out var buffer))
            {
                KeptBytes -= size * sizeof(float);
                return buffer;
            }

            if (TryTake(size) is { } fresh)
                return fresh;
            Trim();
            return TryTake(size) ?? throw launcher.NoRoom(size * sizeof(float));
        }
    }

    internal void Return(MemoryBuffer1D<float, Stride1D.Dense> buffer)
    {
        lock (_gate)
        {
            if (!_free.TryGetValue(buffer.Length, out var buffers))
                _free[buffer.Length] = buffers = new();
            buffers.Push(buffer);
            KeptBytes += buffer.LengthInBytes;
        }
    }

    /// <summary>Gives everything that waits for reuse back to the driver.</summary>
    internal void Trim()
    {
        lock (_gate)
        {
            foreach (var buffer in _free.Values.SelectMany(buffers => buffers))
            {
                TakenBytes -= buffer.LengthInBytes;
                _taken.Remove(buffer);
                buffer.Dispose();
            }

            _free.Clear();
            KeptBytes = 0;
        }
    }

    // Eight steps to a power of two: at most 12.5 % is wasted.
    private static long SizeClass(int length)
    {
        long needed = Math.Max(64L, length);
        long step = Math.Max(16, (long)BitOperations.RoundUpToPowerOf2((ulong)needed) / 16);
        return (needed + step - 1) / step * step;
    }

    private MemoryBuffer1D<float, Stride1D.Dense>? TryTake(long size)
    {
        long bytes = size * sizeof(float);
        if (bytes > Limit - TakenBytes || launcher.TryAllocate(size) is not { } buffer)
            return null;
        TakenBytes += bytes;
        _taken.Add(buffer);
        return buffer;
    }
}
