namespace LeptonLab.Cpu;

/// <summary>
/// Sums of a weight gradient, one set for each chunk of the batch, which are added in the order of the chunks: rows of
/// weights (u, v, c), each with the output channels, and a last row for the bias. The channels of each group are padded.
/// </summary>
internal sealed unsafe class WeightGradientSums
{
    private const int MostChunks = 16;
    private const long MostNumbers = 1 << 24;
    private readonly TensorStorage _numbers;
    private readonly int _groups;
    private readonly int _outPerGroup;
    private readonly int _paddedPerGroup;

    /// <param name="rows">What can be dealt to chunks: rows of outputs of the whole batch.</param>
    /// <param name="terms">Rows of weights.</param>
    /// <param name="groups">Groups of output channels.</param>
    /// <param name="outPerGroup">Output channels in a group.</param>
    internal WeightGradientSums(int rows, int terms, int groups, int outPerGroup)
    {
        int width = SimdWidth.Bits / 32;
        (_groups, _outPerGroup, _paddedPerGroup) = (groups, outPerGroup, Cpu.Chunks.Count(outPerGroup, width) * width);
        (Terms, Columns) = (terms, groups * _paddedPerGroup);
        // By the shape alone, not by the padding, which depends on the machine.
        long fit = Math.Max(2, MostNumbers / ((terms + 1L) * Math.Max(1, groups * outPerGroup)));
        Chunks = (int)Math.Max(1, Math.Min(Math.Min(rows, MostChunks), fit));
        _numbers = new TensorStorage(checked((int)(Chunks * Size)));
    }

    internal int Chunks { get; }

    internal int Terms { get; }

    /// <summary>From one row to the next.</summary>
    internal int Columns { get; }

    private long Size => (Terms + 1L) * Columns;

    /// <summary>The sums of a chunk, which still have to be cleared.</summary>
    internal float* Of(int chunk) => _numbers.Pointer + chunk * Size;

    /// <summary>Clears the sums of a chunk.</summary>
    internal float* Clear(int chunk)
    {
        new Span<float>(Of(chunk), (int)Size).Clear();
        return Of(chunk);
    }

    /// <summary>Adds up the chunks, writes the gradients that are not null and gives the memory back.</summary>
    /// <returns>Whether all sums of ∂L/∂y are finite; else it has numbers that are not, or very large ones.</returns>
    internal bool Finish(float* dw, float* db)
    {
        var bias = new TensorStorage(_groups * _outPerGroup);
        Cpu.Chunks.Run(Terms + 1, new Sum
        {
            Numbers = _numbers.Pointer, Weights = dw, Bias = bias.Pointer, Terms = Terms, Columns = Columns,
            ChunkCount = Chunks, Groups = _groups, OutPerGroup = _outPerGroup, PaddedPerGroup = _paddedPerGroup,
        });
        bool finite = Numbers.AreFinite(new ReadOnlySpan<float>(bias.Pointer, bias.Length));
        if (db != null)
            bias.Span.CopyTo(new Span<float>(db, bias.Length));
        bias.Release();
        _numbers.Release();
        return finite;
    }

    /// <summary>A chunk is one row of weights, the last one the bias.</summary>
    private struct Sum : IChunkKernel
    {
        internal float* Numbers;
        internal float* Weights;
        internal float* Bias;
        internal int Terms;
        internal int Columns;
        internal int ChunkCount;
        internal int Groups;
        internal int OutPerGroup;
        internal int PaddedPerGroup;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* target = chunk == Terms ? Bias : Weights == null ? null : Weights + (nint)chunk * Groups * OutPerGroup;
            if (target == null)
                return;
            Fence.Check(Numbers + (nint)chunk * Columns, ChunkCount, (Terms + 1L) * Columns, Columns);
            Fence.Check(target, (long)Groups * OutPerGroup);
            for (int group = 0; group < Groups; group++, target += OutPerGroup)
            {
                float* from = Numbers + (nint)chunk * Columns + group * PaddedPerGroup;
                int o = 0;
                for (; o <= OutPerGroup - TSimd.Width; o += TSimd.Width)
                    TSimd.Store(target + o, Column<TSimd>(from + o));
                for (; o < OutPerGroup; o++)
                {
                    float sum = 0;
                    for (int part = 0; part < ChunkCount; part++)
                        sum += from[(nint)part * (Terms + 1) * Columns + o];
                    target[o] = sum;
                }
            }
        }

        private readonly TSimd Column<TSimd>(float* from)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Zero;
            for (int part = 0; part < ChunkCount; part++)
                sum = TSimd.Add(sum, TSimd.Load(from + (nint)part * (Terms + 1) * Columns));
            return sum;
        }
    }
}
