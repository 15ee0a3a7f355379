using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Activates some units of a gate: y = f(y + b).</summary>
internal static unsafe class GatePass
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<TFunction, TSimd>(float* y, float* bias, int count)
        where TFunction : struct, IFunction
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(y, count);
        Fence.Check(bias, count);
        for (int unit = 0; unit < count; unit += TSimd.Width)
            TSimd.Store(y + unit, TFunction.Of(TSimd.Add(TSimd.Load(y + unit), TSimd.Load(bias + unit))));
    }
}
