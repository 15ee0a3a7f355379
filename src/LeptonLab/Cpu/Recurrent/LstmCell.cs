using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The unit of <see cref="Ops.Lstm"/>. Blocks: i, f, g, o.</summary>
internal readonly unsafe struct LstmCell : ICell
{
    public static int Gates => Ops.Lstm.Gates;

    public static int SummedGates => Ops.Lstm.Gates;

    public static bool HasCell => true;

    public static void Forward<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        float* blocks = at.Blocks + unit;
        float* bias = at.Bias + unit;
        nint block = at.Block;
        GatePass.Run<SigmoidFunction, TSimd>(blocks, bias, end - unit);
        GatePass.Run<SigmoidFunction, TSimd>(blocks + block, bias + block, end - unit);
        GatePass.Run<TanhFunction, TSimd>(blocks + 2 * block, bias + 2 * block, end - unit);
        GatePass.Run<SigmoidFunction, TSimd>(blocks + 3 * block, bias + 3 * block, end - unit);
        NewState<TSimd>(at, unit, end);
    }

    // c = f · c + i · g and h = o · tanh c
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void NewState<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        nint block = at.Block;
        for (; unit < end; unit += TSimd.Width)
        {
            float* i = at.Blocks + unit;
            TSimd offered = TSimd.Multiply(TSimd.Load(i), TSimd.Load(i + 2 * block));
            TSimd cell = TSimd.MultiplyAdd(TSimd.Load(i + block), TSimd.Load(at.CellBefore + unit), offered);
            TSimd hidden = TSimd.Multiply(TSimd.Load(i + 3 * block), TanhFunction.Of(cell));
            TSimd.Store(at.CellAfter + unit, cell);
            TSimd.Store(at.HiddenAfter + unit, hidden);
            TSimd.Store(at.Output + unit, hidden);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<TSimd>(in CellBackward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        nint block = at.Block;
        for (; unit < end; unit += TSimd.Width)
        {
            float* blocks = at.Blocks + unit;
            float* bias = at.DBias + unit;
            TSimd i = TSimd.Load(blocks), f = TSimd.Load(blocks + block);
            TSimd g = TSimd.Load(blocks + 2 * block), o = TSimd.Load(blocks + 3 * block);
            TSimd tanh = TanhFunction.Of(TSimd.Load(at.CellAfter + unit));

            TSimd dHidden = TSimd.Add(TSimd.Load(at.DHidden + unit), TSimd.Load(at.DOutput + unit));
            TSimd dCell = TanhFunction.Gradient(tanh, TSimd.Multiply(dHidden, o));
            dCell = TSimd.Add(TSimd.Load(at.DCell + unit), dCell);
            TSimd.Store(at.DCell + unit, TSimd.Multiply(dCell, f));
            TSimd.Store(at.DHidden + unit, TSimd.Zero);

            TSimd dGate = SigmoidFunction.Gradient(i, TSimd.Multiply(dCell, g));
            TSimd.Store(blocks, dGate);
            TSimd.Store(bias, TSimd.Add(TSimd.Load(bias), dGate));
            dGate = SigmoidFunction.Gradient(f, TSimd.Multiply(dCell, TSimd.Load(at.CellBefore + unit)));
            TSimd.Store(blocks + block, dGate);
            TSimd.Store(bias + block, TSimd.Add(TSimd.Load(bias + block), dGate));
            dGate = TanhFunction.Gradient(g, TSimd.Multiply(dCell, i));
            TSimd.Store(blocks + 2 * block, dGate);
            TSimd.Store(bias + 2 * block, TSimd.Add(TSimd.Load(bias + 2 * block), dGate));
            dGate = SigmoidFunction.Gradient(o, TSimd.Multiply(dHidden, tanh));
            TSimd.Store(blocks + 3 * block, dGate);
            TSimd.Store(bias + 3 * block, TSimd.Add(TSimd.Load(bias + 3 * block), dGate));
        }
    }
}
