using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The unit of <see cref="Ops.Gru"/>. Blocks: r, z, n, and q = h · U_n + d_n.</summary>
internal readonly unsafe struct GruCell : ICell
{
    public static int Gates => Ops.Gru.Gates;

    public static int SummedGates => 2;

    public static bool HasCell => false;

    public static void Forward<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        float* blocks = at.Blocks + unit;
        float* bias = at.Bias + unit;
        GatePass.Run<SigmoidFunction, TSimd>(blocks, bias, end - unit);
        GatePass.Run<SigmoidFunction, TSimd>(blocks + at.Block, bias + at.Block, end - unit);
        NewState<TSimd>(at, unit, end);
    }

    // n = tanh(x · W_n + b_n + r · q) and h = (1 − z) · n + z · h
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void NewState<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        nint block = at.Block;
        TSimd one = TSimd.Broadcast(1);
        for (; unit < end; unit += TSimd.Width)
        {
            float* r = at.Blocks + unit;
            float* bias = at.Bias + unit;
            TSimd z = TSimd.Load(r + block);
            TSimd input = TSimd.Add(TSimd.Load(r + 2 * block), TSimd.Load(bias + 2 * block));
            TSimd q = TSimd.Add(TSimd.Load(r + 3 * block), TSimd.Load(bias + 3 * block));
            TSimd n = TanhFunction.Of(TSimd.MultiplyAdd(TSimd.Load(r), q, input));
            TSimd kept = TSimd.Multiply(z, TSimd.Load(at.HiddenBefore + unit));
            TSimd hidden = TSimd.MultiplyAdd(TSimd.Subtract(one, z), n, kept);
            TSimd.Store(r + 2 * block, n);
            TSimd.Store(r + 3 * block, q);
            TSimd.Store(at.HiddenAfter + unit, hidden);
            TSimd.Store(at.Output + unit, hidden);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<TSimd>(in CellBackward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        nint block = at.Block;
        TSimd one = TSimd.Broadcast(1);
        for (; unit < end; unit += TSimd.Width)
        {
            float* blocks = at.Blocks + unit;
            float* bias = at.DBias + unit;
            TSimd r = TSimd.Load(blocks), z = TSimd.Load(blocks + block);
            TSimd n = TSimd.Load(blocks + 2 * block), q = TSimd.Load(blocks + 3 * block);

            TSimd dHidden = TSimd.Add(TSimd.Load(at.DHidden + unit), TSimd.Load(at.DOutput + unit));
            TSimd dn = TanhFunction.Gradient(n, TSimd.Multiply(dHidden, TSimd.Subtract(one, z)));
            TSimd change = TSimd.Subtract(TSimd.Load(at.HiddenBefore + unit), n);
            TSimd dz = SigmoidFunction.Gradient(z, TSimd.Multiply(dHidden, change));
            TSimd dr = SigmoidFunction.Gradient(r, TSimd.Multiply(dn, q));
            TSimd dq = TSimd.Multiply(dn, r);
            TSimd.Store(at.DHidden + unit, TSimd.Multiply(dHidden, z));

            TSimd.Store(blocks, dr);
            TSimd.Store(blocks + block, dz);
            TSimd.Store(blocks + 2 * block, dn);
            TSimd.Store(blocks + 3 * block, dq);
            TSimd.Store(bias, TSimd.Add(TSimd.Load(bias), dr));
            TSimd.Store(bias + block, TSimd.Add(TSimd.Load(bias + block), dz));
            TSimd.Store(bias + 2 * block, TSimd.Add(TSimd.Load(bias + 2 * block), dn));
            TSimd.Store(bias + 3 * block, TSimd.Add(TSimd.Load(bias + 3 * block), dq));
        }
    }
}
