using LeptonLab.Cpu;
using LeptonLab.Numerics;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>Operands of a convolution, and ways to run Winograd's kernels on them with vectors of any width.</summary>
internal sealed class WinogradProblem
{
    internal WinogradProblem(Conv2dGeometry g, ulong seed, bool normal = false)
    {
        Geometry = g;
        X = Numbers([g.Batch, g.Height, g.Width, g.In], 1);
        W = Numbers([3, 3, g.In, g.Out], 2);
        B = Numbers([g.Out], 3);
        DY = Numbers(g.OutputShape, 4);

        Tensor Numbers(Shape shape, ulong stream) =>
            normal ? Tensor.Normal(shape, new RandomStream(seed, stream)) : Draw.Tensor(shape, seed, stream);
    }

    internal Conv2dGeometry Geometry { get; }

    internal Tensor X { get; }

    internal Tensor W { get; }

    internal Tensor B { get; }

    internal Tensor DY { get; }

    private Shape PooledShape => [Geometry.Batch, Geometry.OutHeight / 2, Geometry.OutWidth / 2, Geometry.Out];

    internal Tensor Forward<TTile, TSimd>()
        where TTile : struct, IWinogradTile
        where TSimd : struct, ISimd<TSimd>
    {
        var y = new Tensor(Geometry.OutputShape);
        var plan = new WinogradPlan<TTile>(W, B, Geometry);
        Run<TTile, TSimd>(plan.Kernel(X, y));
        plan.Release();
        return y;
    }

    internal (Tensor Y, PoolPlaces Places) Pooled<TTile, TSimd>()
        where TTile : struct, IWinogradTile
        where TSimd : struct, ISimd<TSimd>
    {
        var y = new Tensor(PooledShape);
        var places = new PoolPlaces(y.Count, Device.Cpu);
        var plan = new WinogradPlan<TTile>(W, B, Geometry);
        Run<TTile, TSimd>(plan.PooledKernel(X, y, places));
        plan.Release();
        return (y, places);
    }

    internal Tensor PooledWithoutPlaces<TTile, TSimd>()
        where TTile : struct, IWinogradTile
        where TSimd : struct, ISimd<TSimd>
    {
        var y = new Tensor(PooledShape);
        var plan = new WinogradPlan<TTile>(W, B, Geometry);
        Run<TTile, TSimd>(plan.PooledKernel(X, y, null));
        plan.Release();
        return y;
    }

    internal Tensor DataGradient<TTile, TSimd>()
        where TTile : struct, IWinogradTile
        where TSimd : struct, ISimd<TSimd>
    {
        var dx = new Tensor(X.Shape);
        WinogradWeights weights = WinogradWeights.Turned<TTile>(W);
        Run<TTile, TSimd>(WinogradDataGradient<TTile>.Kernel(weights, GradientRows.Dense(DY, Geometry), dx, Geometry));
        weights.Release();
        return dx;
    }

    /// <summary>ReLU and pooling as plain loops.</summary>
    internal (float[] Y, byte[] Places) Pool(Tensor conv)
    {
        Conv2dGeometry g = Geometry;
        float[] from = conv.ToArray(), y = new float[PooledShape.Count];
        var places = new byte[y.Length];
        int at = 0;
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight / 2; i++)
        for (int j = 0; j < g.OutWidth / 2; j++)
        for (int o = 0; o < g.Out; o++, at++)
        {
            byte place = 0;
            float largest = from[g.Y(n, 2 * i, 2 * j, o)];
            for (byte other = 1; other < 4; other++)
            {
                float value = from[g.Y(n, 2 * i + other / 2, 2 * j + other % 2, o)];
                if (value > largest || (float.IsNaN(value) && !float.IsNaN(largest)))
                    (largest, place) = (value, other);
            }

            y[at] = largest <= 0 ? 0 : largest;
            places[at] = largest <= 0 ? PoolPlaces.Dead : place;
        }

        return (y, places);
    }

    private static void Run<TTile, TSimd>(WinogradKernel<TTile> kernel)
        where TTile : struct, IWinogradTile
        where TSimd : struct, ISimd<TSimd>
    {
        for (int chunk = 0; chunk < kernel.ChunkCount; chunk++)
            kernel.Run<TSimd>(chunk);
    }
}
