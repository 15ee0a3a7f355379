using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Softmax along one axis.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b> (the axis is the last): the largest number, the exponentials, their sum as in <see cref="RowSums"/>, the
/// quotients, while the row is in the cache.</item>
/// <item><b>columns</b>: lanes are columns; each sum is one chain.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Softmax : Ops.Softmax.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry g) => SoftmaxChunks.Run(new ForwardKernel(x.Pointer, y.Pointer, g), g);

    public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry g) =>
        SoftmaxChunks.Run(new BackwardKernel(y.Pointer, dy.Pointer, dx.Pointer, g), g);

    private readonly struct ForwardKernel(float* x, float* y, AxisGeometry g) : ISoftmaxKernel
    {
        public void Row<TSimd>(int row)
            where TSimd : struct, ISimd<TSimd>
        {
            float* from = x + (nint)row * g.Length, to = y + (nint)row * g.Length;
            SoftmaxRow.Exponentials<TSimd>(from, SoftmaxRow.Largest<TSimd>(from, g.Length), to, g.Length);
            Scale<TSimd>(to, (float)(1 / RowSums.Sum<TSimd>(to, g.Length)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Column<TSimd>(nint first)
            where TSimd : struct, ISimd<TSimd>
        {
            float* from = x + first, to = y + first;
            TSimd largest = TSimd.Broadcast(float.NegativeInfinity), sum = TSimd.Zero;
            for (nint t = 0, at = 0; t < g.Length; t++, at += g.Inner)
                largest = TSimd.Max(largest, TSimd.Load(from + at));
            for (nint t = 0, at = 0; t < g.Length; t++, at += g.Inner)
            {
                TSimd e = DecayFunction.Of(TSimd.Subtract(TSimd.Load(from + at), largest));
                sum = TSimd.Add(sum, e);
                TSimd.Store(to + at, e);
            }

            TSimd factor = TSimd.Divide(TSimd.Broadcast(1), sum);
            for (nint t = 0, at = 0; t < g.Length; t++, at += g.Inner)
                TSimd.Store(to + at, TSimd.Multiply(TSimd.Load(to + at), factor));
        }

        private void Scale<TSimd>(float* row, float factor)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd factors = TSimd.Broadcast(factor);
            int t = 0;
            for (; t <= g.Length - TSimd.Width; t += TSimd.Width)
                TSimd.Store(row + t, TSimd.Multiply(TSimd.Load(row + t), factors));
            for (; t < g.Length; t++)
                row[t] *= factor;
        }
    }

    private readonly struct BackwardKernel(float* y, float* dy, float* dx, AxisGeometry g) : ISoftmaxKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Row<TSimd>(int row)
            where TSimd : struct, ISimd<TSimd>
        {
            nint first = (nint)row * g.Length;
            float sum = (float)RowSums.Dot<TSimd>(y + first, dy + first, g.Length);
            int t = 0;
            for (; t <= g.Length - TSimd.Width; t += TSimd.Width)
                Gradient(first + t, TSimd.Broadcast(sum));
            for (; t < g.Length; t++)
                Gradient(first + t, Simd32.Broadcast(sum));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Column<TSimd>(nint first)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Zero;
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                sum = TSimd.MultiplyAdd(TSimd.Load(y + at), TSimd.Load(dy + at), sum);
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                Gradient(at, sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Gradient<TSimd>(nint at, TSimd sum)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Store(dx + at, TSimd.Multiply(TSimd.Load(y + at), TSimd.Subtract(TSimd.Load(dy + at), sum)));
    }
}
