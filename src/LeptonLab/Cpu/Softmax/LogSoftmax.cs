using System.Runtime.CompilerServices;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The logarithm of softmax along one axis; rows and columns as in <see cref="Softmax"/>. A row's exponentials are kept in
/// the results until they have been added up.
/// </summary>
internal sealed unsafe class LogSoftmax : Ops.LogSoftmax.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry g) => SoftmaxChunks.Run(new ForwardKernel(x.Pointer, y.Pointer, g), g);

    public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry g) =>
        SoftmaxChunks.Run(new BackwardKernel(y.Pointer, dy.Pointer, dx.Pointer, g), g);

    private readonly struct ForwardKernel(float* x, float* y, AxisGeometry g) : ISoftmaxKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Row<TSimd>(int row)
            where TSimd : struct, ISimd<TSimd>
        {
            nint first = (nint)row * g.Length;
            float largest = SoftmaxRow.Largest<TSimd>(x + first, g.Length);
            SoftmaxRow.Exponentials<TSimd>(x + first, largest, y + first, g.Length);
            float log = (float)PortableMath.Log(RowSums.Sum<TSimd>(y + first, g.Length));
            int t = 0;
            for (; t <= g.Length - TSimd.Width; t += TSimd.Width)
                Result(first + t, TSimd.Broadcast(largest), TSimd.Broadcast(log));
            for (; t < g.Length; t++)
                Result(first + t, Simd32.Broadcast(largest), Simd32.Broadcast(log));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Column<TSimd>(nint first)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd largest = TSimd.Broadcast(float.NegativeInfinity), sum = TSimd.Zero;
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                largest = TSimd.Max(largest, TSimd.Load(x + at));
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                sum = TSimd.Add(sum, DecayFunction.Of(TSimd.Subtract(TSimd.Load(x + at), largest)));
            TSimd log = LogFunction.Of(sum);
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                Result(at, largest, log);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Result<TSimd>(nint at, TSimd largest, TSimd log)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Store(y + at, TSimd.Subtract(TSimd.Subtract(TSimd.Load(x + at), largest), log));
    }

    private readonly struct BackwardKernel(float* y, float* dy, float* dx, AxisGeometry g) : ISoftmaxKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Row<TSimd>(int row)
            where TSimd : struct, ISimd<TSimd>
        {
            nint first = (nint)row * g.Length;
            float sum = (float)RowSums.Sum<TSimd>(dy + first, g.Length);
            SoftmaxRow.Exponentials<TSimd>(y + first, 0, dx + first, g.Length);
            int t = 0;
            for (; t <= g.Length - TSimd.Width; t += TSimd.Width)
                Gradient(first + t, TSimd.Load(dx + first + t), TSimd.Broadcast(sum));
            for (; t < g.Length; t++)
                Gradient(first + t, Simd32.Load(dx + first + t), Simd32.Broadcast(sum));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Column<TSimd>(nint first)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Zero;
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                sum = TSimd.Add(sum, TSimd.Load(dy + at));
            for (nint t = 0, at = first; t < g.Length; t++, at += g.Inner)
                Gradient(at, DecayFunction.Of(TSimd.Load(y + at)), sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Gradient<TSimd>(nint at, TSimd p, TSimd sum)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Store(dx + at, TSimd.Subtract(TSimd.Load(dy + at), TSimd.Multiply(p, sum)));
    }
}
