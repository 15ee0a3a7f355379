using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The unit of <see cref="Ops.Lstm"/>. Blocks: i, f, g, o.</summary>
internal readonly unsafe struct LstmCell : ICell
{
    public static int Gates => Ops.Lstm.Gates;

    public static int SummedGates => Ops.Lstm.Gates;

    public static bool HasCell => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<TSimd>(in CellForward at, nint unit)
        where TSimd : struct, ISimd<TSimd>
    {
        float* blocks = at.Blocks + unit;
        float* bias = at.Bias + unit;
        nint block = at.Block;
        TSimd i = SigmoidFunction.Of(TSimd.Add(TSimd.Load(blocks), TSimd.Load(bias)));
        TSimd f = SigmoidFunction.Of(TSimd.Add(TSimd.Load(blocks + block), TSimd.Load(bias + block)));
        TSimd g = TanhFunction.Of(TSimd.Add(TSimd.Load(blocks + 2 * block), TSimd.Load(bias + 2 * block)));
        TSimd o = SigmoidFunction.Of(TSimd.Add(TSimd.Load(blocks + 3 * block), TSimd.Load(bias + 3 * block)));
        TSimd cell = TSimd.MultiplyAdd(f, TSimd.Load(at.CellBefore + unit), TSimd.Multiply(i, g));
        TSimd hidden = TSimd.Multiply(o, TanhFunction.Of(cell));

        TSimd.Store(blocks, i);
        TSimd.Store(blocks + block, f);
        TSimd.Store(blocks + 2 * block, g);
        TSimd.Store(blocks + 3 * block, o);
        TSimd.Store(at.CellAfter + unit, cell);
        TSimd.Store(at.HiddenAfter + unit, hidden);
        TSimd.Store(at.Output + unit, hidden);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<TSimd>(in CellBackward at, nint unit)
        where TSimd : struct, ISimd<TSimd>
    {
        float* blocks = at.Blocks + unit;
        nint block = at.Block;
        TSimd i = TSimd.Load(blocks), f = TSimd.Load(blocks + block);
        TSimd g = TSimd.Load(blocks + 2 * block), o = TSimd.Load(blocks + 3 * block);
        TSimd tanh = TanhFunction.Of(TSimd.Load(at.CellAfter + unit));

        TSimd dHidden = TSimd.Add(TSimd.Load(at.DHidden + unit), TSimd.Load(at.DOutput + unit));
        TSimd dCell = TSimd.Add(TSimd.Load(at.DCell + unit), TanhFunction.Gradient(tanh, TSimd.Multiply(dHidden, o)));
        TSimd di = SigmoidFunction.Gradient(i, TSimd.Multiply(dCell, g));
        TSimd df = SigmoidFunction.Gradient(f, TSimd.Multiply(dCell, TSimd.Load(at.CellBefore + unit)));
        TSimd dg = TanhFunction.Gradient(g, TSimd.Multiply(dCell, i));
        TSimd dO = SigmoidFunction.Gradient(o, TSimd.Multiply(dHidden, tanh));

        TSimd.Store(blocks, di);
        TSimd.Store(blocks + block, df);
        TSimd.Store(blocks + 2 * block, dg);
        TSimd.Store(blocks + 3 * block, dO);
        TSimd.Store(at.DCell + unit, TSimd.Multiply(dCell, f));
        TSimd.Store(at.DHidden + unit, TSimd.Zero);

        float* bias = at.DBias + unit;
        TSimd.Store(bias, TSimd.Add(TSimd.Load(bias), di));
        TSimd.Store(bias + block, TSimd.Add(TSimd.Load(bias + block), df));
        TSimd.Store(bias + 2 * block, TSimd.Add(TSimd.Load(bias + 2 * block), dg));
        TSimd.Store(bias + 3 * block, TSimd.Add(TSimd.Load(bias + 3 * block), dO));
    }
}
