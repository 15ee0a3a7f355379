using System.Runtime.CompilerServices;
using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>
/// A power. Squares, cubes and reciprocals are products and quotients; any other exponent is taken number by number in
/// double, with <see cref="PortableMath"/>, and rounded once.
/// </summary>
internal sealed class Pow : Ops.Pow.IKernel
{
    public void Forward(Tensor x, Tensor y, float exponent)
    {
        switch (exponent)
        {
            case 2: MapWith.Run(default(Square), x, y); break;
            case 3: MapWith.Run(default(Cube), x, y); break;
            case -1: MapWith.Run(default(Reciprocal), x, y); break;
            default: General(x, y, exponent); break;
        }
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, float exponent)
    {
        switch (exponent)
        {
            case 2: MapWith.Run(default(SquareGradient), x, dy, dx); break;
            case 3: MapWith.Run(default(CubeGradient), x, dy, dx); break;
            default: GeneralGradient(x, dy, dx, exponent); break;
        }
    }

    private static void General(Tensor x, Tensor y, float exponent) =>
        ThreadTeam.Shared.Run(Elementwise.ChunkCount(x.Count), chunk =>
        {
            (int first, int end) = Elementwise.Range(chunk, x.Count);
            Ops.Pow.Forward(x.Values[first..end], y.AsSpan()[first..end], exponent);
        });

    private static void GeneralGradient(Tensor x, Tensor dy, Tensor dx, float exponent) =>
        ThreadTeam.Shared.Run(Elementwise.ChunkCount(x.Count), chunk =>
        {
            (int first, int end) = Elementwise.Range(chunk, x.Count);
            Ops.Pow.Backward(x.Values[first..end], dy.Values[first..end], dx.AsSpan()[first..end], exponent);
        });

    private readonly struct Square : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> => TSimd.Multiply(x, x);
    }

    private readonly struct SquareGradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd> => TSimd.Multiply(dy, TSimd.Add(x, x));
    }

    private readonly struct Cube : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> => TSimd.Multiply(TSimd.Multiply(x, x), x);
    }

    private readonly struct CubeGradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd> => TSimd.Multiply(dy, TSimd.Multiply(TSimd.Broadcast(3), TSimd.Multiply(x, x)));
    }

    private readonly struct Reciprocal : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> => TSimd.Divide(TSimd.Broadcast(1), x);
    }
}
