namespace LeptonLab.Cpu;

/// <summary>
/// A recurrent weight [hidden, gates · hidden], packed once for all steps: for each block of units and each gate the panels
/// that <see cref="TileGrid{TSimd}"/> reads. Forward, a panel's columns are units behind the product, h · U; backward they
/// are units before it, dz · Uᵀ.
/// </summary>
internal readonly unsafe struct StepWeights
{
    /// <summary>Units that a chunk computes in every step, whatever the machine.</summary>
    internal const int BlockUnits = 32;

    private readonly float* _packed;
    private readonly int _hidden;
    private readonly int _gates;

    private StepWeights(float* packed, int hidden, int gates)
    {
        _packed = packed;
        _hidden = hidden;
        _gates = gates;
    }

    internal static int Blocks(int hidden) => Chunks.Count(hidden, BlockUnits);

    internal static TensorStorage Room(int hidden, int gates) => new(checked(Blocks(hidden) * BlockUnits * gates * hidden));

    internal static StepWeights Pack(Tensor weight, TensorStorage room, int gates, bool forward)
    {
        int hidden = weight.Shape[0];
        var packed = new StepWeights(room.Pointer, hidden, gates);
        Chunks.Run(Blocks(hidden), new Packing { Weight = weight.Pointer, Target = packed, Forward = forward });
        return packed;
    }

    /// <summary>Adds a product to the columns of one block of units, or writes it.</summary>
    /// <param name="block">The block of units.</param>
    /// <param name="gate">The gate whose weights are used.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="a">[rows, hidden].</param>
    /// <param name="aRow">From one row of a to the next.</param>
    /// <param name="c">[rows, hidden]: its first column, not that of the block.</param>
    /// <param name="cRow">From one row of c to the next.</param>
    /// <param name="accumulate">Whether to add.</param>
    internal void Multiply<TSimd>(int block, int gate, int rows, float* a, nint aRow, float* c, nint cRow, bool accumulate)
        where TSimd : struct, ISimd<TSimd>
    {
        int first = block * BlockUnits;
        var operands = new TileOperands
        {
            A = a, ARow = aRow, AStep = 1,
            B = Panel(block, gate), BStep = TileGrid<TSimd>.PanelWidth,
            C = c + first, CRow = cRow,
            Length = _hidden, Segments = 1, Accumulate = accumulate,
        };
        TileGrid<TSimd>.Run(rows, Math.Min(BlockUnits, _hidden - first), operands, PanelDistance<TSimd>());
    }

    private float* Panel(int block, int gate) => _packed + ((nint)block * _gates + gate) * BlockUnits * _hidden;

    private nint PanelDistance<TSimd>()
        where TSimd : struct, ISimd<TSimd> => (nint)_hidden * TileGrid<TSimd>.PanelWidth;

    private struct Packing : IChunkKernel
    {
        internal float* Weight;
        internal StepWeights Target;
        internal bool Forward;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * BlockUnits, units = Math.Min(BlockUnits, Target._hidden - first);
            nint columns = (nint)Target._gates * Target._hidden;
            for (int gate = 0; gate < Target._gates; gate++)
            {
                float* from = Weight + gate * (nint)Target._hidden + (Forward ? first : first * columns);
                Panels.Pack<TSimd>(
                    from,
                    Forward ? columns : 1,
                    Forward ? 1 : columns,
                    Target._hidden,
                    units,
                    Target.Panel(chunk, gate),
                    Target.PanelDistance<TSimd>());
            }
        }
    }
}
