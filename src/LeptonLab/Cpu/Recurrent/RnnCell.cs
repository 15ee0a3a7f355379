using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The unit of <see cref="Ops.Rnn"/>. Its one block holds the new state.</summary>
internal readonly unsafe struct RnnCell<TActivation> : ICell
    where TActivation : struct, IActivation
{
    public static int Gates => Ops.Rnn.Gates;

    public static int SummedGates => Ops.Rnn.Gates;

    public static bool HasCell => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Forward<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        for (; unit < end; unit += TSimd.Width)
        {
            TSimd hidden = TActivation.Of(TSimd.Add(TSimd.Load(at.Blocks + unit), TSimd.Load(at.Bias + unit)));
            TSimd.Store(at.Blocks + unit, hidden);
            TSimd.Store(at.HiddenAfter + unit, hidden);
            TSimd.Store(at.Output + unit, hidden);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Backward<TSimd>(in CellBackward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>
    {
        for (; unit < end; unit += TSimd.Width)
        {
            TSimd dHidden = TSimd.Add(TSimd.Load(at.DHidden + unit), TSimd.Load(at.DOutput + unit));
            TSimd dz = TActivation.Gradient(TSimd.Load(at.Blocks + unit), dHidden);
            TSimd.Store(at.Blocks + unit, dz);
            TSimd.Store(at.DHidden + unit, TSimd.Zero);
            TSimd.Store(at.DBias + unit, TSimd.Add(TSimd.Load(at.DBias + unit), dz));
        }
    }
}
