using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeptonLab;

/// <summary>
/// The memory of a tensor: 64-byte aligned single-precision numbers in a pinned array. Views of one tensor share it. On a
/// device with memory of its own the numbers are there, and in the array when the host asks for them.
/// </summary>
/// <remarks>
/// The array is managed, so a span over it keeps it alive and a forgotten tensor is never a leak. Memory that the
/// library knows to be finished with goes back to <see cref="BufferPool"/> at once; the rest goes with the collector.
/// </remarks>
internal sealed class TensorStorage
{
    internal const int Alignment = 64;
    private readonly DeviceMirror? _mirror;

    // The host's numbers while they are the newest and no other copy counts: to be read and written as they are.
    private float[]? _block;
    private int _start;

    internal TensorStorage(int length, Device? device = null)
    {
        Length = length;
        if (device is { HasOwnMemory: true })
            _mirror = new DeviceMirror(device);
        else
            _block = Rent();
    }

    internal int Length { get; }

    /// <summary>Grows whenever the contents may have changed: what was computed from them knows that it is stale.</summary>
    internal int Version { get; set; }

    /// <summary>What it has of the memory of a device, in bytes.</summary>
    internal long DeviceBytes => _mirror?.Memory is { } memory ? (long)memory.Length * sizeof(float) : 0;

    /// <summary>The numbers on the host, to read and to write: a copy on a device is stale from now on.</summary>
    internal Span<float> Span => Block.AsSpan(_start, Length);

    /// <summary>The numbers on the host, to read: a copy on a device stays good.</summary>
    internal ReadOnlySpan<float> Values => (_block ?? ReadFromDevice()).AsSpan(_start, Length);

    internal bool IsReleased => _block is null && _mirror is not { IsReleased: false };

    /// <summary>
    /// The address of the first number on the host, to read and to write. Valid while this storage is alive, not released
    /// and not asked for on a device.
    /// </summary>
    internal unsafe float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Block)) + _start;

    private float[] Block => _block ?? TakeFromDevice();

    /// <summary>The numbers on the device, to read.</summary>
    internal DeviceMemory OnDevice()
    {
        DeviceMirror mirror = Living();
        lock (mirror)
        {
            DeviceMemory memory = mirror.Room(Length);
            if (mirror.DeviceIsValid)
                return memory;
            if (_block is { } newest)
            {
                memory.CopyFromHost(newest.AsSpan(_start, Length));
                (mirror.Parked, mirror.ParkedIsValid, _block) = (newest, true, null);
            }

            mirror.DeviceIsValid = true;
            return memory;
        }
    }

    /// <summary>Room on the device: the numbers on the host are stale from now on.</summary>
    internal DeviceMemory ToWrite()
    {
        DeviceMirror mirror = Living();
        lock (mirror)
        {
            DeviceMemory memory = mirror.Room(Length);
            (mirror.Parked, _block) = (_block ?? mirror.Parked, null);
            (mirror.DeviceIsValid, mirror.ParkedIsValid) = (true, false);
            Version++;
            return memory;
        }
    }

    /// <summary>Writes all numbers of another storage, on the device if both are there.</summary>
    internal void CopyFrom(TensorStorage source)
    {
        if (_mirror is { } mirror && source._mirror is { DeviceIsValid: true } other && mirror.Device == other.Device)
            ToWrite().CopyFrom(source.OnDevice());
        else
            source.Values.CopyTo(Span);
    }

    /// <summary>Gives the memory back. Only for owners who know that nobody else reads it.</summary>
    internal void Release()
    {
        Return(Interlocked.Exchange(ref _block, null));
        if (_mirror is not { } mirror)
            return;
        lock (mirror)
        {
            Return(mirror.Parked);
            mirror.Parked = null;
            mirror.Release();
        }
    }

    // The only copy that counts becomes the host's.
    private float[] TakeFromDevice()
    {
        DeviceMirror mirror = Living();
        lock (mirror)
        {
            if (_block is { } newest)
                return newest;
            float[] block = Park(mirror);
            (mirror.DeviceIsValid, mirror.ParkedIsValid, mirror.Parked) = (false, false, null);
            return _block = block;
        }
    }

    private float[] ReadFromDevice()
    {
        DeviceMirror mirror = Living();
        lock (mirror)
            return _block ?? Park(mirror);
    }

    // A copy on the host of what the device has.
    private float[] Park(DeviceMirror mirror)
    {
        float[] block = mirror.Parked ??= Rent();
        if (mirror.DeviceIsValid && !mirror.ParkedIsValid)
        {
            mirror.Memory!.CopyToHost(block.AsSpan(_start, Length));
            mirror.ParkedIsValid = true;
        }

        return block;
    }

    private DeviceMirror Living()
    {
        if (IsReleased)
        {
            throw new ObjectDisposedException(
                nameof(Tensor),
                "This tensor belonged to a training step that has ended, and its memory is in use again. "
                + "Copy what you need while the step runs: tensor.Clone().");
        }

        return _mirror ?? throw new InvalidOperationException(
            "This tensor is on a device that works on the memory of the host: AsSpan() has its numbers.");
    }

    private unsafe float[] Rent()
    {
        float[] block = BufferPool.Rent(Length + 2 * Fence.Margin);
        _start = AlignedStart(block) + Fence.Margin;
        Fence.Add((float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block)) + _start, Length);
        return block;
    }

    private unsafe void Return(float[]? block)
    {
        if (block is null)
            return;
        fixed (float* first = block)
            Fence.Remove(first + _start, Length);
        BufferPool.Return(block);
    }

    private static unsafe int AlignedStart(float[] block)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
        nuint past = address % Alignment;
        return past == 0 ? 0 : (int)((Alignment - past) / sizeof(float));
    }
}
