using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LeptonLab.Cpu;

/// <summary>What a <see cref="SparseDataTile{TSimd}"/> reads and writes; distances in elements.</summary>
internal unsafe struct SparseDataOperands
{
    /// <summary>∂L/∂y of the first window and the first output channel.</summary>
    internal float* DY;

    /// <summary>From one window to the next, in <see cref="DY"/>.</summary>
    internal nint Channels;

    /// <summary>The winners' places; for each window they can be read to a multiple of 32.</summary>
    internal byte* Places;

    /// <summary>From one window to the next, in <see cref="Places"/>.</summary>
    internal nint PlaceDistance;

    /// <summary>[out, 3, 3, lane]: the weights of one vector of input channels.</summary>
    internal float* Weights;

    /// <summary>[row, column, lane]: ∂L/∂x, framed by the padding.</summary>
    internal float* DX;

    /// <summary>From one row to the next, in <see cref="DX"/>.</summary>
    internal nint Row;

    /// <summary>Windows in a row.</summary>
    internal int Windows;

    /// <summary>Output channels.</summary>
    internal int Outputs;
}

/// <summary>
/// The register tile of the sparse data gradient: a row of windows and up to 64 output channels, for one vector of input
/// channels. The live outputs of a window add their 3×3 weights, each times its gradient, to the 4×4 pixels under it:
/// <code>
/// dx[2i + a + u, 2j + b + v, c] += w[u, v, c, o] · ∂L/∂y[i, j, o]      (a, b): the winner's place in the window
/// </code>
/// </summary>
/// <remarks>
/// The places become four words with a bit for each output channel, and a word's next channel is found by counting zeros.
/// Winners of the upper row touch three rows of pixels, and so do those of the lower row: 12 registers hold them, which
/// fits 16 registers as well as 32. The right half of the two middle rows stays in registers for the next window. Every
/// dx is one chain in the order of windows, places and output channels, whatever the width.
/// </remarks>
internal static unsafe class SparseDataTile<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Output channels of a tile at most: a bit each in a word. Their weights are 18 or 37 KB.</summary>
    internal const int Outputs = 64;

    private const int Word = SparseDataBand.PlacesReadTogether;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(in SparseDataOperands operands)
    {
        int width = TSimd.Width;
        nint row = operands.Row, channels = operands.Channels;
        float* weights = operands.Weights;
        float* dy = operands.DY;
        float* dx = operands.DX;
        byte* places = operands.Places;
        bool wide = operands.Outputs > Word;
        Vector256<byte> dead = Vector256.Create(PoolPlaces.Dead);
        TSimd q0 = TSimd.Load(dx + row), q1 = TSimd.Load(dx + row + width);
        TSimd s0 = TSimd.Load(dx + 2 * row), s1 = TSimd.Load(dx + 2 * row + width);
        for (int window = operands.Windows; window > 0; window--)
        {
            Vector256<byte> low = Vector256.Load(places), high = wide ? Vector256.Load(places + Word) : dead;
            ulong upperLeft = WonAt(0, low, high), upperRight = WonAt(1, low, high);
            ulong lowerLeft = WonAt(2, low, high), lowerRight = WonAt(3, low, high);

            TSimd p0 = TSimd.Load(dx), p1 = TSimd.Load(dx + width), p2 = TSimd.Load(dx + 2 * width), p3 = TSimd.Load(dx + 3 * width);
            TSimd q2 = TSimd.Load(dx + row + 2 * width), q3 = TSimd.Load(dx + row + 3 * width);
            TSimd s2 = TSimd.Load(dx + 2 * row + 2 * width), s3 = TSimd.Load(dx + 2 * row + 3 * width);
            for (; upperLeft != 0; upperLeft &= upperLeft - 1)
            {
                nint o = BitOperations.TrailingZeroCount(upperLeft);
                TSimd gradient = TSimd.Broadcast(dy[o]);
                float* w = weights + 9 * width * o;
                p0 = TSimd.MultiplyAdd(gradient, w, p0);
                p1 = TSimd.MultiplyAdd(gradient, w + width, p1);
                p2 = TSimd.MultiplyAdd(gradient, w + 2 * width, p2);
                q0 = TSimd.MultiplyAdd(gradient, w + 3 * width, q0);
                q1 = TSimd.MultiplyAdd(gradient, w + 4 * width, q1);
                q2 = TSimd.MultiplyAdd(gradient, w + 5 * width, q2);
                s0 = TSimd.MultiplyAdd(gradient, w + 6 * width, s0);
                s1 = TSimd.MultiplyAdd(gradient, w + 7 * width, s1);
                s2 = TSimd.MultiplyAdd(gradient, w + 8 * width, s2);
            }

            for (; upperRight != 0; upperRight &= upperRight - 1)
            {
                nint o = BitOperations.TrailingZeroCount(upperRight);
                TSimd gradient = TSimd.Broadcast(dy[o]);
                float* w = weights + 9 * width * o;
                p1 = TSimd.MultiplyAdd(gradient, w, p1);
                p2 = TSimd.MultiplyAdd(gradient, w + width, p2);
                p3 = TSimd.MultiplyAdd(gradient, w + 2 * width, p3);
                q1 = TSimd.MultiplyAdd(gradient, w + 3 * width, q1);
                q2 = TSimd.MultiplyAdd(gradient, w + 4 * width, q2);
                q3 = TSimd.MultiplyAdd(gradient, w + 5 * width, q3);
                s1 = TSimd.MultiplyAdd(gradient, w + 6 * width, s1);
                s2 = TSimd.MultiplyAdd(gradient, w + 7 * width, s2);
                s3 = TSimd.MultiplyAdd(gradient, w + 8 * width, s3);
            }

            TSimd.Store(dx, p0);
            TSimd.Store(dx + width, p1);
            TSimd.Store(dx + 2 * width, p2);
            TSimd.Store(dx + 3 * width, p3);
            p0 = TSimd.Load(dx + 3 * row);
            p1 = TSimd.Load(dx + 3 * row + width);
            p2 = TSimd.Load(dx + 3 * row + 2 * width);
            p3 = TSimd.Load(dx + 3 * row + 3 * width);
            for (; lowerLeft != 0; lowerLeft &= lowerLeft - 1)
            {
                nint o = BitOperations.TrailingZeroCount(lowerLeft);
                TSimd gradient = TSimd.Broadcast(dy[o]);
                float* w = weights + 9 * width * o;
                q0 = TSimd.MultiplyAdd(gradient, w, q0);
                q1 = TSimd.MultiplyAdd(gradient, w + width, q1);
                q2 = TSimd.MultiplyAdd(gradient, w + 2 * width, q2);
                s0 = TSimd.MultiplyAdd(gradient, w + 3 * width, s0);
                s1 = TSimd.MultiplyAdd(gradient, w + 4 * width, s1);
                s2 = TSimd.MultiplyAdd(gradient, w + 5 * width, s2);
                p0 = TSimd.MultiplyAdd(gradient, w + 6 * width, p0);
                p1 = TSimd.MultiplyAdd(gradient, w + 7 * width, p1);
                p2 = TSimd.MultiplyAdd(gradient, w + 8 * width, p2);
            }

            for (; lowerRight != 0; lowerRight &= lowerRight - 1)
            {
                nint o = BitOperations.TrailingZeroCount(lowerRight);
                TSimd gradient = TSimd.Broadcast(dy[o]);
                float* w = weights + 9 * width * o;
                q1 = TSimd.MultiplyAdd(gradient, w, q1);
                q2 = TSimd.MultiplyAdd(gradient, w + width, q2);
                q3 = TSimd.MultiplyAdd(gradient, w + 2 * width, q3);
                s1 = TSimd.MultiplyAdd(gradient, w + 3 * width, s1);
                s2 = TSimd.MultiplyAdd(gradient, w + 4 * width, s2);
                s3 = TSimd.MultiplyAdd(gradient, w + 5 * width, s3);
                p1 = TSimd.MultiplyAdd(gradient, w + 6 * width, p1);
                p2 = TSimd.MultiplyAdd(gradient, w + 7 * width, p2);
                p3 = TSimd.MultiplyAdd(gradient, w + 8 * width, p3);
            }

            TSimd.Store(dx + 3 * row, p0);
            TSimd.Store(dx + 3 * row + width, p1);
            TSimd.Store(dx + 3 * row + 2 * width, p2);
            TSimd.Store(dx + 3 * row + 3 * width, p3);
            TSimd.Store(dx + row, q0);
            TSimd.Store(dx + row + width, q1);
            TSimd.Store(dx + 2 * row, s0);
            TSimd.Store(dx + 2 * row + width, s1);
            q0 = q2;
            q1 = q3;
            s0 = s2;
            s1 = s3;
            dx += 2 * width;
            dy += channels;
            places += operands.PlaceDistance;
        }

        TSimd.Store(dx + row, q0);
        TSimd.Store(dx + row + width, q1);
        TSimd.Store(dx + 2 * row, s0);
        TSimd.Store(dx + 2 * row + width, s1);
    }

    // A bit for each output channel whose winner was there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WonAt(byte place, Vector256<byte> low, Vector256<byte> high) =>
        Vector256.Equals(low, Vector256.Create(place)).ExtractMostSignificantBits()
        | (ulong)Vector256.Equals(high, Vector256.Create(place)).ExtractMostSignificantBits() << Word;
}
