namespace LeptonLab.Gpu;

/// <summary>
/// Queries, keys, values or results as [batch, heads, time, depth], where each head is a matrix of neighbours: the tensor's own
/// memory, or, if it is [batch, time, heads, depth], memory of the pool. To be disposed.
/// </summary>
internal readonly struct Heads : IDisposable
{
    private readonly GpuMemory? _memory;
    private readonly int[] _extents;

    private Heads(GpuMemory? memory, Floats view, int[] extents) => (_memory, View, _extents) = (memory, view, extents);

    internal Floats View { get; }

    private int Depth => _extents[3];

    /// <summary>A tensor's numbers.</summary>
    internal static Heads Of(Launcher launcher, Tensor x, Ops.AttentionGeometry g, int times, int depth)
    {
        Heads heads = Room(launcher, x, g, times, depth, () => x.Read());
        if (heads._memory is not null && x.Count > 0)
            Permute.Run(launcher, heads.View, x.Read(), PermutedAxes.Of(new Shape(g.Batch, times, g.Heads, depth), [0, 2, 1, 3]));
        return heads;
    }

    /// <summary>Room for a tensor's numbers; <see cref="Put"/> brings them to it.</summary>
    internal static Heads For(Launcher launcher, Tensor y, Ops.AttentionGeometry g, int times, int depth) =>
        Room(launcher, y, g, times, depth, () => y.Write());

    /// <summary>Writes the numbers to the tensor that the room was for.</summary>
    internal void Put(Launcher launcher, Tensor y)
    {
        if (_memory is not null && y.Count > 0)
            Permute.Run(launcher, y.Write(), View, PermutedAxes.Of(new Shape(_extents), [0, 2, 1, 3]));
    }

    /// <summary>Each head as a factor: a line for each time, a term for each number.</summary>
    internal Matrix ByTime() => new() { Data = View, StrideOfMatrix = _extents[2] * Depth, StrideOfLine = Depth, StrideOfTerm = 1 };

    /// <summary>Each head on its side: a line for each number, a term for each time.</summary>
    internal Matrix ByDepth() => new() { Data = View, StrideOfMatrix = _extents[2] * Depth, StrideOfLine = 1, StrideOfTerm = Depth };

    /// <summary>Each head as what a product is stored to.</summary>
    internal MatrixResult Result() => MatrixResult.Of(View, _extents[2], Depth, Depth, _extents[2] * Depth);

    public void Dispose() => _memory?.Dispose();

    private static Heads Room(Launcher launcher, Tensor x, Ops.AttentionGeometry g, int times, int depth, Func<Floats> own)
    {
        GpuMemory? memory = g.TimeFirst ? launcher.Take(x.Count) : null;
        return new(memory, memory?.View ?? own(), [g.Batch, g.Heads, times, depth]);
    }
}
