namespace LeptonLab;

/// <summary>
/// For each pooled value one byte: which of the window's four values won, in reading order 0 to 3, or 4 if the unit is
/// dead, its value not above zero.
/// </summary>
public sealed unsafe class PoolPlaces
{
    /// <summary>The place of a dead unit: no value of the window gets a gradient.</summary>
    public const byte Dead = 4;

    private readonly Tensor _bytes;
    private readonly int _count;

    internal PoolPlaces(int count, Device device)
    {
        _count = count;
        _bytes = new Tensor([(int)(((long)count + 3) / 4)], device);
    }

    internal byte* Pointer => (byte*)_bytes.Pointer;

    /// <summary>The bytes in the memory of the device, four to a number, for its kernels to read.</summary>
    public DeviceMemory OnDevice() => _bytes.OnDevice();

    /// <summary>The memory of the device, for its kernels to write all bytes, four to a number.</summary>
    public DeviceMemory ToWrite() => _bytes.ToWrite();

    /// <summary>The bytes, in the order of the pooled values.</summary>
    public Span<byte> AsSpan() => System.Runtime.InteropServices.MemoryMarshal.AsBytes(_bytes.AsSpan())[.._count];
}
