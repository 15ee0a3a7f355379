namespace LeptonLab.Cpu;

/// <summary>Moves the rows of a padded batch [batch, time, columns] to their <see cref="PackedSteps"/>, and back.</summary>
internal static unsafe class PackedRows
{
    private const int NumbersPerChunk = 1 << 15;

    internal static void Pack(Tensor padded, PackedSteps steps, Tensor packed) =>
        Copy(padded.Pointer, packed.Pointer, padded.Shape[2], steps, pack: true);

    /// <summary>The padding becomes 0.</summary>
    internal static void Unpack(Tensor packed, PackedSteps steps, Tensor padded)
    {
        ClearPadding(steps, padded);
        Copy(packed.Pointer, padded.Pointer, padded.Shape[2], steps, pack: false);
    }

    internal static void ClearPadding(PackedSteps steps, Tensor padded)
    {
        if (!steps.IsWhole)
            padded.AsSpan().Clear();
    }

    private static void Copy(float* from, float* to, int columns, PackedSteps steps, bool pack)
    {
        int rowsPerChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, columns));
        ThreadTeam.Shared.Run(Chunks.Count(steps.Rows, rowsPerChunk), chunk =>
        {
            int end = Math.Min((chunk + 1) * rowsPerChunk, steps.Rows);
            for (int row = chunk * rowsPerChunk; row < end; row++)
            {
                nint packed = (nint)row * columns, padded = (nint)steps.Place(row) * columns;
                float* source = from + (pack ? padded : packed), target = to + (pack ? packed : padded);
                Fence.Check(source, columns);
                Fence.Check(target, columns);
                new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target, columns));
            }
        });
    }
}
