using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A recurrent operation on the processor. The entries are packed step by step without their padding
/// (<see cref="PackedSteps"/>).
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>forward</b>: the products of all inputs in one matrix product; then step by step h · U, with U packed once
/// (<see cref="StepWeights"/>), and the cell (<see cref="ForwardStep{TCell}"/>).</item>
/// <item><b>backward</b>: step by step from the last the cell and dz · Uᵀ (<see cref="BackwardStep{TCell}"/>), where also the
/// gradients of the biases add up; then the gradients of inputs and weights, each in one matrix product over all steps.</item>
/// </list>
/// In a step each chunk is 32 units. Every product is one chain of multiply-adds for each result.
/// </remarks>
internal unsafe class RecurrentKernel<TCell> : IRecurrentKernel
    where TCell : struct, ICell
{
    private const int RowPadding = 16; // keeps rows out of the same cache sets

    private static int SplitGates => TCell.Gates - TCell.SummedGates;

    private static int Blocks => TCell.Gates + SplitGates;

    public Tensor[] Forward(RecurrentInputs inputs, RecurrentOutputs outputs, RecurrentGeometry g)
    {
        var steps = new PackedSteps(g);
        var x = new Tensor([steps.Rows, g.Inputs]);
        var blocks = new Tensor([steps.Rows, Blocks * g.Hidden + RowPadding]);
        var hidden = new Tensor([steps.Rows, g.Hidden + RowPadding]);
        Tensor? cell = TCell.HasCell ? new Tensor(hidden.Shape) : null;
        PackedRows.Pack(inputs.X!, steps, x);
        PackedRows.ClearPadding(steps, outputs.Y);
        Start(inputs.Hidden, steps, hidden, outputs.Hidden!);
        if (cell is not null)
            Start(inputs.Cell, steps, cell, outputs.Cell!);

        // blocks = x · W
        Gemm.Run(new GemmOperands
        {
            Rows = steps.Rows, Columns = TCell.Gates * g.Hidden, Terms = g.Inputs,
            A = x.Pointer, ARow = g.Inputs, AStep = 1,
            B = inputs.InputWeight!.Pointer, BRow = TCell.Gates * g.Hidden, BColumn = 1,
            C = blocks.Pointer, CRow = blocks.Shape[1],
        });

        TensorStorage room = StepWeights.Room(g.Hidden, TCell.Gates), bias = Bias(inputs, g.Hidden);
        var step = new ForwardStep<TCell>
        {
            Steps = steps, Weights = StepWeights.Pack(inputs.RecurrentWeight!, room, TCell.Gates, forward: true),
            Hidden = g.Hidden, Bias = bias.Pointer, Blocks = blocks.Pointer, BlocksRow = blocks.Shape[1],
            HiddenBefore = hidden.Pointer, CellBefore = cell is null ? null : cell.Pointer, StateRow = hidden.Shape[1],
            LastHidden = outputs.Hidden!.Pointer, LastCell = cell is null ? null : outputs.Cell!.Pointer, Output = outputs.Y.Pointer,
        };
        for (; step.Step < steps.Count; step.Step++)
            Chunks.Run(StepWeights.Blocks(g.Hidden), step);
        room.Release();
        bias.Release();
        return cell is null ? [x, blocks, hidden] : [x, blocks, hidden, cell];
    }

    public void Backward(
        RecurrentInputs inputs,
        RecurrentOutputs outputs,
        Tensor[] kept,
        RecurrentOutputs dOutputs,
        RecurrentInputs dInputs,
        RecurrentGeometry g)
    {
        var steps = new PackedSteps(g);
        (Tensor x, Tensor blocks, Tensor hidden) = (kept[0], kept[1], kept[2]);
        TensorStorage room = StepWeights.Room(g.Hidden, TCell.Gates), dBias = new(Blocks * g.Hidden);
        TensorStorage dHidden = Ordered(dOutputs.Hidden, steps, g), dCell = Ordered(dOutputs.Cell, steps, g);
        dBias.Span.Clear();
        var step = new BackwardStep<TCell>
        {
            Steps = steps, Step = steps.Count - 1,
            Weights = StepWeights.Pack(inputs.RecurrentWeight!, room, TCell.Gates, forward: false),
            Hidden = g.Hidden, Blocks = blocks.Pointer, BlocksRow = blocks.Shape[1],
            HiddenBefore = hidden.Pointer, CellBefore = TCell.HasCell ? kept[3].Pointer : null, StateRow = hidden.Shape[1],
            LastCell = TCell.HasCell ? outputs.Cell!.Pointer : null, DOutput = dOutputs.Y.Pointer,
            DHidden = dHidden.Pointer, DCell = dCell.Pointer, DBias = dBias.Pointer,
        };
        int last = dInputs.Hidden is null ? 0 : -1;
        for (; step.Step >= last; step.Step--)
            Chunks.Run(StepWeights.Blocks(g.Hidden), step);

        Reordered(dHidden, steps, g, dInputs.Hidden);
        Reordered(dCell, steps, g, dInputs.Cell);
        BiasGradients(dBias.Span, g.Hidden, dInputs);
        if (dInputs.X is not null)
            InputGradient(inputs.InputWeight!, blocks, steps, g, dInputs.X);
        if (dInputs.InputWeight is not null)
            WeightGradient(x, g.Inputs, blocks, 0, dInputs.InputWeight, 0, TCell.Gates * g.Hidden);
        if (dInputs.RecurrentWeight is { } dWeight)
        {
            int summed = TCell.SummedGates * g.Hidden;
            WeightGradient(hidden, g.Hidden, blocks, 0, dWeight, 0, summed);
            WeightGradient(hidden, g.Hidden, blocks, TCell.Gates * g.Hidden, dWeight, summed, SplitGates * g.Hidden);
        }

        foreach (TensorStorage storage in (ReadOnlySpan<TensorStorage>)[room, dBias, dHidden, dCell])
            storage.Release();
        foreach (Tensor tensor in kept)
            tensor.Release(); // nobody else has seen them
    }

    // dx = dz · Wᵀ
    private static void InputGradient(Tensor weight, Tensor dBlocks, PackedSteps steps, RecurrentGeometry g, Tensor dx)
    {
        var packed = new Tensor([steps.Rows, g.Inputs]);
        Gemm.Run(new GemmOperands
        {
            Rows = steps.Rows, Columns = g.Inputs, Terms = TCell.Gates * g.Hidden,
            A = dBlocks.Pointer, ARow = dBlocks.Shape[1], AStep = 1,
            B = weight.Pointer, BRow = 1, BColumn = TCell.Gates * g.Hidden,
            C = packed.Pointer, CRow = g.Inputs,
        });
        PackedRows.Unpack(packed, steps, dx);
        packed.Release();
    }

    // dw = aᵀ · dz, for some of the columns; a has as many rows as there are packed ones.
    private static void WeightGradient(Tensor a, int rows, Tensor dBlocks, int from, Tensor dWeight, int to, int columns) =>
        Gemm.Run(new GemmOperands
        {
            Rows = rows, Columns = columns, Terms = a.Shape[0],
            A = a.Pointer, ARow = 1, AStep = a.Shape[1],
            B = dBlocks.Pointer + from, BRow = dBlocks.Shape[1], BColumn = 1,
            C = dWeight.Pointer + to, CRow = dWeight.Shape[1],
        });

    // The states before step 0. A sequence without entries ends as it began.
    private static void Start(Tensor? initial, PackedSteps steps, Tensor packed, Tensor last)
    {
        int hidden = last.Shape[1];
        for (int row = 0; row < steps.Order.Length; row++)
        {
            Span<float> state = row < steps.Live(0)
                ? packed.AsSpan().Slice(row * packed.Shape[1], hidden)
                : Row(last, steps.Order[row]);
            if (initial is null)
                state.Clear();
            else
                Row(initial, steps.Order[row]).CopyTo(state);
        }
    }

    // Gradients of the last states in the order of the packed sequences.
    private static TensorStorage Ordered(Tensor? states, PackedSteps steps, RecurrentGeometry g)
    {
        int distance = g.Hidden + RowPadding;
        var ordered = new TensorStorage(checked(g.Batch * distance));
        ordered.Span.Clear();
        for (int row = 0; states is not null && row < g.Batch; row++)
            Row(states, steps.Order[row]).CopyTo(ordered.Span.Slice(row * distance, g.Hidden));
        return ordered;
    }

    private static void Reordered(TensorStorage ordered, PackedSteps steps, RecurrentGeometry g, Tensor? states)
    {
        int distance = g.Hidden + RowPadding;
        for (int row = 0; states is not null && row < g.Batch; row++)
            ordered.Span.Slice(row * distance, g.Hidden).CopyTo(Row(states, steps.Order[row]));
    }

    // Both biases of a gate whose halves are added up, and behind them the recurrent ones of the others.
    private static TensorStorage Bias(RecurrentInputs inputs, int hidden)
    {
        var sum = new TensorStorage(Blocks * hidden);
        sum.Span.Clear();
        if (inputs.InputBias is not null)
        {
            ReadOnlySpan<float> recurrent = inputs.RecurrentBias!.AsSpan();
            inputs.InputBias.AsSpan().CopyTo(sum.Span);
            for (int i = 0; i < TCell.SummedGates * hidden; i++)
                sum.Span[i] += recurrent[i];
            recurrent[(TCell.SummedGates * hidden)..].CopyTo(sum.Span[(TCell.Gates * hidden)..]);
        }

        return sum;
    }

    private static void BiasGradients(ReadOnlySpan<float> blocks, int hidden, RecurrentInputs dInputs)
    {
        int gates = TCell.Gates * hidden, summed = TCell.SummedGates * hidden;
        if (dInputs.InputBias is { } input)
            blocks[..gates].CopyTo(input.AsSpan());
        if (dInputs.RecurrentBias is { } recurrent)
        {
            blocks[..summed].CopyTo(recurrent.AsSpan());
            blocks[gates..].CopyTo(recurrent.AsSpan()[summed..]);
        }
    }

    private static Span<float> Row(Tensor states, int n) => states.AsSpan().Slice(n * states.Shape[1], states.Shape[1]);
}
