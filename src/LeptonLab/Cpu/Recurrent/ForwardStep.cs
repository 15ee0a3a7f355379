namespace LeptonLab.Cpu;

/// <summary>One step of a recurrent operation. A chunk is a block of units: their products, then what the cell makes of them.</summary>
internal unsafe struct ForwardStep<TCell> : IChunkKernel
    where TCell : struct, ICell
{
    internal PackedSteps Steps;
    internal int Step;
    internal StepWeights Weights;
    internal int Hidden;
    internal float* Bias;

    /// <summary>Of all packed rows: the products with the inputs; the activated gates go here.</summary>
    internal float* Blocks;
    internal nint BlocksRow;

    /// <summary>Of all packed rows: the states before the step; those behind it go to the rows of the next.</summary>
    internal float* HiddenBefore;
    internal float* CellBefore;
    internal nint StateRow;

    /// <summary>The states behind a sequence's last step, in the caller's order.</summary>
    internal float* LastHidden;
    internal float* LastCell;

    /// <summary>[batch, time, hidden].</summary>
    internal float* Output;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        int first = Steps.First(Step), live = Steps.Live(Step);
        float* blocks = Blocks + first * BlocksRow;
        float* hidden = HiddenBefore + first * StateRow;
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            // A half of its own lies behind the gates.
            bool summed = gate < TCell.SummedGates;
            int block = summed ? gate : gate + TCell.Gates - TCell.SummedGates;
            Weights.Multiply<TSimd>(chunk, gate, live, hidden, StateRow, blocks + (nint)block * Hidden, BlocksRow, accumulate: summed);
        }

        int unit = chunk * StepWeights.BlockUnits, end = Math.Min(unit + StepWeights.BlockUnits, Hidden);
        int whole = end - (end - unit) % TSimd.Width;
        for (int row = 0; row < live; row++)
        {
            CellForward at = Row(row);
            TCell.Forward<TSimd>(at, unit, whole);
            if (whole < end)
                TCell.Forward<Simd32>(at, whole, end);
        }
    }

    private readonly CellForward Row(int row)
    {
        int packed = Steps.First(Step) + row;
        nint before = packed * StateRow, sequence = (nint)Steps.Order[row] * Hidden;
        bool goesOn = row < Steps.Live(Step + 1);
        nint after = (Steps.First(Step + 1) + row) * StateRow;
        var at = new CellForward
        {
            Blocks = Blocks + packed * BlocksRow, Block = Hidden, Bias = Bias,
            HiddenBefore = HiddenBefore + before, HiddenAfter = goesOn ? HiddenBefore + after : LastHidden + sequence,
            Output = Output + (nint)Steps.Place(packed) * Hidden,
        };
        if (TCell.HasCell)
        {
            at.CellBefore = CellBefore + before;
            at.CellAfter = goesOn ? CellBefore + after : LastCell + sequence;
        }

        Fence.Check(at.HiddenAfter, Hidden);
        Fence.Check(at.Output, Hidden);
        return at;
    }
}
