using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// <see cref="PoolEpilogue{TSimd}"/> for one window of finite numbers that are still in registers: the largest, the
/// first among equals; then ReLU; and the place of the winner.
/// </summary>
internal static unsafe class WinogradPool<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Window(TSimd v0, TSimd v1, TSimd v2, TSimd v3, float* y, byte* places)
    {
        TSimd upper = TSimd.Max(v0, v1), lower = TSimd.Max(v2, v3), largest = TSimd.Max(upper, lower);
        TSimd.Store(y, TSimd.Max(largest, TSimd.Zero));
        if (places == null)
            return;

        TSimd upperPlace = TSimd.SelectGreater(v1, v0, TSimd.Broadcast(1), TSimd.Zero);
        TSimd lowerPlace = TSimd.SelectGreater(v3, v2, TSimd.Broadcast(3), TSimd.Broadcast(2));
        TSimd place = TSimd.SelectGreater(lower, upper, lowerPlace, upperPlace);
        TSimd.StoreBytes(places, TSimd.SelectGreater(largest, TSimd.Zero, place, TSimd.Broadcast(PoolPlaces.Dead)));
    }
}
