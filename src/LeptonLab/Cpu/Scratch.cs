namespace LeptonLab.Cpu;

/// <summary>Working memory of a thread, kept from call to call, 64-byte aligned. Contents are undefined.</summary>
internal static unsafe class Scratch
{
    [ThreadStatic]
    private static TensorStorage?[]? _slots;

    /// <summary>At least <paramref name="length"/> numbers; the same slot twice is the same memory.</summary>
    internal static float* Get(ScratchSlot slot, int length)
    {
        TensorStorage?[] slots = _slots ??= new TensorStorage?[(int)ScratchSlot.Count];
        ref TensorStorage? storage = ref slots[(int)slot];
        if (storage is null || storage.Length < length)
        {
            storage?.Release();
            storage = new TensorStorage(length);
        }

        return storage.Pointer;
    }
}

/// <summary>What a piece of working memory is for.</summary>
internal enum ScratchSlot
{
    Left,
    Right,
    Tile,
    LiveWindows,
    WindowPatch,
    DataGradientRows,
    PaddedPlaces,
    LaneSource,
    LaneGradient,
    LaneTaps,
    LaneTile,
    FoldProduct,
    PointwisePixels,
    Sums,
    FewVectors,
    FirstLayer,
    WinogradWeightPixels,
    WinogradWeightTiles,
    WinogradRows,
    WinogradColumns,
    WinogradInput,
    WinogradProducts,
    WinogradTile,
    WinogradRepair,
    Places,
    AttentionScores,
    ChannelPartials,
    ChannelTotals,
    ChannelCoefficients,
    BroadcastRows,
    Count,
}
