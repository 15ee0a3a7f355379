namespace LeptonLab.Cpu;

/// <summary>
/// One step back through a recurrent operation. A chunk is a block of units: the gradient of their new state, by the
/// products of the next step, then what the cell makes of it. Behind step 0 comes one more, with the products alone.
/// </summary>
internal unsafe struct BackwardStep<TCell> : IChunkKernel
    where TCell : struct, ICell
{
    internal PackedSteps Steps;
    internal int Step;
    internal StepWeights Weights;
    internal int Hidden;

    /// <summary>Of all packed rows: what the forward pass left; the gradients of the products go here.</summary>
    internal float* Blocks;
    internal nint BlocksRow;

    /// <summary>Of all packed rows: the states before the step.</summary>
    internal float* HiddenBefore;
    internal float* CellBefore;
    internal nint StateRow;

    /// <summary>The cell states behind a sequence's last step, in the caller's order.</summary>
    internal float* LastCell;

    /// <summary>∂L/∂ the result [batch, time, hidden].</summary>
    internal float* DOutput;

    /// <summary>The gradients of the states so far, in the packed order of the sequences.</summary>
    internal float* DHidden;
    internal float* DCell;

    /// <summary>The gradients of the biases so far, block by block.</summary>
    internal float* DBias;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        float* next = Blocks + Steps.First(Step + 1) * BlocksRow;
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            int block = gate < TCell.SummedGates ? gate : gate + TCell.Gates - TCell.SummedGates;
            Weights.Multiply<TSimd>(
                chunk, gate, Steps.Live(Step + 1), next + (nint)block * Hidden, BlocksRow, DHidden, StateRow, accumulate: true);
        }

        int unit = chunk * StepWeights.BlockUnits, end = Math.Min(unit + StepWeights.BlockUnits, Hidden);
        int live = Step < 0 ? 0 : Steps.Live(Step);
        int whole = end - (end - unit) % TSimd.Width;
        for (int row = 0; row < live; row++)
        {
            CellBackward at = Row(row);
            TCell.Backward<TSimd>(at, unit, whole);
            if (whole < end)
                TCell.Backward<Simd32>(at, whole, end);
        }
    }

    private readonly CellBackward Row(int row)
    {
        int packed = Steps.First(Step) + row;
        nint before = packed * StateRow;
        var at = new CellBackward
        {
            Blocks = Blocks + packed * BlocksRow, Block = Hidden, HiddenBefore = HiddenBefore + before,
            DOutput = DOutput + (nint)Steps.Place(packed) * Hidden, DHidden = DHidden + row * StateRow, DBias = DBias,
        };
        if (TCell.HasCell)
        {
            at.CellBefore = CellBefore + before;
            at.CellAfter = row < Steps.Live(Step + 1)
                ? CellBefore + (Steps.First(Step + 1) + row) * StateRow
                : LastCell + (nint)Steps.Order[row] * Hidden;
            at.DCell = DCell + row * StateRow;
        }

        Fence.Check(at.DOutput, Hidden);
        Fence.Check(at.DHidden, Hidden);
        return at;
    }
}
