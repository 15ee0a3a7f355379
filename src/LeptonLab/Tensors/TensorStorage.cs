using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LeptonLab;

/// <summary>
/// The memory of a tensor: 64-byte aligned single-precision numbers in a pinned array. Views of one tensor share it.
/// </summary>
/// <remarks>
/// The array is managed, so a span over it keeps it alive and a forgotten tensor is never a leak. Memory that the
/// library knows to be finished with goes back to <see cref="BufferPool"/> at once; the rest goes with the collector.
/// </remarks>
internal sealed class TensorStorage
{
    internal const int Alignment = 64;
    private float[]? _block;
    private readonly int _start;

    internal unsafe TensorStorage(int length)
    {
        Length = length;
        _block = BufferPool.Rent(length + 2 * Fence.Margin);
        _start = AlignedStart(_block) + Fence.Margin;
        Fence.Add(Pointer, length);
    }

    internal int Length { get; }

    /// <summary>Grows whenever the contents may have changed: what was computed from them knows that it is stale.</summary>
    internal int Version { get; set; }

    internal Span<float> Span => Block.AsSpan(_start, Length);

    internal bool IsReleased => _block is null;

    /// <summary>The address of the first number. Valid while this storage is alive and not released.</summary>
    internal unsafe float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(Block)) + _start;

    private float[] Block => _block ?? throw new ObjectDisposedException(
        nameof(Tensor),
        "This tensor belonged to a training step that has ended, and its memory is in use again. "
        + "Copy what you need while the step runs: tensor.Clone().");

    /// <summary>Gives the memory back. Only for owners who know that nobody else reads it.</summary>
    internal unsafe void Release()
    {
        float[]? block = Interlocked.Exchange(ref _block, null);
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
