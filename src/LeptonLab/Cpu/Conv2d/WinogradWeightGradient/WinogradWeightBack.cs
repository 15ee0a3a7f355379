using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Adds up the groups' sums and transforms them back, ∂L/∂w = Gᵀ ∂L/∂U G, for one input channel a chunk; the last chunk is
/// for the bias.
/// <code>
/// G = ⎡ 1/4     0    0 ⎤
///     ⎢−1/6  −1/6  −1/6⎥
///     ⎢−1/6   1/6  −1/6⎥
///     ⎢1/24  1/12   1/6⎥
///     ⎢1/24 −1/12   1/6⎥
///     ⎣   0     0     1⎦
/// </code>
/// </summary>
internal readonly unsafe struct WinogradWeightBack(
    float* partial, float* dw, float* db, Conv2dGeometry geometry, WinogradWeightGradient.Plan plan) : IChunkKernel
{
    private readonly float* _partial = partial;
    private readonly float* _dw = dw;
    private readonly float* _db = db;
    private readonly Conv2dGeometry _geometry = geometry;
    private readonly WinogradWeightGradient.Plan _plan = plan;

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        if (chunk == _geometry.In)
        {
            for (int o = 0; _db != null && o < _plan.Out; o += TSimd.Width)
                Store(Sum<TSimd>(_partial + (nint)36 * _plan.In * _plan.Out + o), o, _db);
            return;
        }

        for (int o = 0; o < _plan.Out; o += TSimd.Width)
            Transform<TSimd>(chunk, o);
    }

    private void Transform<TSimd>(int c, int o)
        where TSimd : struct, ISimd<TSimd>
    {
        int width = TSimd.Width;
        float* half = Scratch.Get(ScratchSlot.WinogradWeightTiles, 18 * width); // [6 columns, 3 rows]
        nint plane = (nint)_plan.In * _plan.Out;
        float* from = _partial + (nint)c * _plan.Out + o;
        for (int j = 0; j < 6; j++, from += plane)
        {
            Back(
                Sum<TSimd>(from), Sum<TSimd>(from + 6 * plane), Sum<TSimd>(from + 12 * plane), Sum<TSimd>(from + 18 * plane),
                Sum<TSimd>(from + 24 * plane), Sum<TSimd>(from + 30 * plane), out TSimd a, out TSimd b, out TSimd d);
            TSimd.Store(half + 3 * j * width, a);
            TSimd.Store(half + (3 * j + 1) * width, b);
            TSimd.Store(half + (3 * j + 2) * width, d);
        }

        for (int u = 0; u < 3; u++, half += width)
        {
            Back(
                TSimd.Load(half), TSimd.Load(half + 3 * width), TSimd.Load(half + 6 * width), TSimd.Load(half + 9 * width),
                TSimd.Load(half + 12 * width), TSimd.Load(half + 15 * width), out TSimd a, out TSimd b, out TSimd d);
            float* target = _dw + _geometry.W(u, 0, c, 0);
            Store(a, o, target);
            Store(b, o, target + _geometry.In * _geometry.Out);
            Store(d, o, target + 2 * _geometry.In * _geometry.Out);
        }
    }

    private TSimd Sum<TSimd>(float* from)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(from, _plan.Groups, _plan.SumsLength, TSimd.Width);
        TSimd sum = TSimd.Load(from);
        for (int group = 1; group < _plan.Groups; group++)
            sum = TSimd.Add(sum, TSimd.Load(from + (nint)group * _plan.SumsLength));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Back<TSimd>(
        TSimd u0, TSimd u1, TSimd u2, TSimd u3, TSimd u4, TSimd u5, out TSimd first, out TSimd second, out TSimd third)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd ones = TSimd.Add(u1, u2), twos = TSimd.Add(u3, u4), sixth = TSimd.Broadcast(1f / 6);
        first = TSimd.MultiplyAdd(
            TSimd.Broadcast(0.25f), u0, TSimd.Multiply(sixth, TSimd.Subtract(TSimd.Multiply(TSimd.Broadcast(0.25f), twos), ones)));
        second = TSimd.Multiply(
            sixth, TSimd.MultiplyAdd(TSimd.Broadcast(0.5f), TSimd.Subtract(u3, u4), TSimd.Subtract(u2, u1)));
        third = TSimd.MultiplyAdd(sixth, TSimd.Subtract(twos, ones), u5);
    }

    private void Store<TSimd>(TSimd value, int o, float* target)
        where TSimd : struct, ISimd<TSimd>
    {
        int lanes = Math.Min(TSimd.Width, _geometry.Out - o);
        Fence.Check(target + o, lanes);
        if (lanes == TSimd.Width)
        {
            TSimd.Store(target + o, value);
        }
        else if (lanes > 0)
        {
            float* whole = Scratch.Get(ScratchSlot.Tile, TSimd.Width);
            TSimd.Store(whole, value);
            new ReadOnlySpan<float>(whole, lanes).CopyTo(new Span<float>(target + o, lanes));
        }
    }
}
