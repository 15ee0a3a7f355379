using CsCheck;
using LeptonLab.Cpu;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>Winograd's convolution, called by name, so whatever the choice by shape would be.</summary>
public class WinogradTests
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Cases =
        from batch in Draw.OneOf(1, 3, 7)
        from height in Gen.Int[1, 40]
        from width in Gen.OneOf(Gen.Int[1, 40], Draw.OneOf(130, 173)) // wide rows are cut into strips
        from @in in Draw.OneOf(1, 3, 5, 16, 17, 32, 65)
        from @out in Draw.OneOf(1, 3, 5, 16, 17, 32, 65, 130)
        from padding in Gen.Int[0, 2]
        from seed in Draw.Seed
        where height + 2 * padding >= 3 && width + 2 * padding >= 3
        where (long)batch * height * width * @in * @out < 1_500_000
        select (new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, padding), seed);

    [Fact]
    public void Both_tiles_agree_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            var p = new WinogradProblem(g, seed);
            var truth = new double[g.OutputShape.Count];
            Ops.Conv2d.Forward<double>(Draw.ToDouble(p.X), Draw.ToDouble(p.W), Draw.ToDouble(p.B), truth, g);
            Assert.InRange(Draw.Difference(truth, p.Forward<WinogradF23, Simd256>()), 0, 2e-6);
            Assert.InRange(Draw.Difference(truth, p.Forward<WinogradF43, Simd256>()), 0, 1e-5);
        },
        iter: 60);

    [Fact]
    public void The_data_gradient_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            var p = new WinogradProblem(g, seed);
            var truth = new double[p.X.Count];
            Ops.Conv2d.Backward<double>([], Draw.ToDouble(p.W), Draw.ToDouble(p.DY), truth, [], [], g);
            Assert.InRange(Draw.Difference(truth, p.DataGradient<WinogradF23, Simd256>()), 0, 2e-6);
            Assert.InRange(Draw.Difference(truth, p.DataGradient<WinogradF43, Simd256>()), 0, 1e-5);
        },
        iter: 60);

    [Fact]
    public void Pooled_tiles_are_the_pooled_values_of_the_unpooled_to_the_bit() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            if (g.OutHeight < 2 || g.OutWidth < 2)
                return;
            Check<WinogradF23>(new WinogradProblem(g, seed));
            Check<WinogradF43>(new WinogradProblem(g, seed));
        },
        iter: 60);

    private static void Check<TTile>(WinogradProblem p)
        where TTile : struct, IWinogradTile
    {
        Tensor conv = p.Forward<TTile, Simd256>();
        (float[] expected, byte[] places) = p.Pool(conv);
        (Tensor pooled, PoolPlaces actual) = p.Pooled<TTile, Simd256>();
        Assert.Equal(expected, pooled.ToArray());
        Assert.Equal(places, actual.AsSpan().ToArray());
        Assert.Equal(expected, p.PooledWithoutPlaces<TTile, Simd256>().ToArray());
    }

    [Fact]
    public void Every_vector_width_gives_the_same_bits() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            CheckWidths<WinogradF23>(new WinogradProblem(g, seed));
            CheckWidths<WinogradF43>(new WinogradProblem(g, seed));
        },
        iter: 40);

    private static void CheckWidths<TTile>(WinogradProblem p)
        where TTile : struct, IWinogradTile
    {
        float[] widest = p.Forward<TTile, Simd512>().ToArray();
        Assert.Equal(widest, p.Forward<TTile, Simd256>().ToArray());
        Assert.Equal(widest, p.Forward<TTile, Simd128>().ToArray());
        widest = p.DataGradient<TTile, Simd512>().ToArray();
        Assert.Equal(widest, p.DataGradient<TTile, Simd256>().ToArray());
        Assert.Equal(widest, p.DataGradient<TTile, Simd128>().ToArray());
        if (p.Geometry.OutHeight < 2 || p.Geometry.OutWidth < 2)
            return;
        (Tensor pooled, PoolPlaces places) = p.Pooled<TTile, Simd512>();
        (Tensor narrow, PoolPlaces narrowPlaces) = p.Pooled<TTile, Simd128>();
        Assert.Equal(pooled.ToArray(), narrow.ToArray());
        Assert.Equal(places.AsSpan().ToArray(), narrowPlaces.AsSpan().ToArray());
    }

    [Theory]
    [InlineData(3, 31, 18, 65)]
    [InlineData(1, 14, 256, 130)]
    [InlineData(7, 7, 33, 17)]
    public void Any_number_of_threads_and_any_batch_give_the_same_bits(int batch, int size, int @in, int @out)
    {
        var g = new Conv2dGeometry(batch, size, size, @in, 3, 3, @out, 1, 1);
        var p = new WinogradProblem(g, 5);
        int before = Device.Cpu.Threads;
        try
        {
            float[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
            {
                Device.Cpu.Threads = threads;
                return Ops.Conv2d.Apply(p.X, p.W, p.B, 1, 1).ToArray();
            })];
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);

            float[] alone = Ops.Conv2d.Apply(Tensor.From(p.X.AsSpan()[..(p.X.Count / batch)], [1, size, size, @in]), p.W, p.B, 1, 1).ToArray();
            Assert.Equal(alone, results[0][..alone.Length]);
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    [Fact]
    public void The_rows_of_a_pooled_gradient_are_spread_out()
    {
        var g = new Conv2dGeometry(2, 19, 22, 17, 3, 3, 33, 1, 0);
        var p = new WinogradProblem(g, 3);
        (Tensor pooled, PoolPlaces places) = p.Pooled<WinogradF43, Simd256>();
        Tensor gradient = Draw.Tensor(pooled.Shape, 8);
        Tensor expected = new(p.X.Shape), actual = new(p.X.Shape);
        Ops.Conv2dReluPool.Backward<float>(
            [], p.W.AsSpan(), gradient.AsSpan(), places.AsSpan(), expected.AsSpan(), [], [], g);
        WinogradDataGradient<WinogradF43>.Run(p.W, GradientRows.Pooled(gradient, places, g), actual, g);
        Assert.InRange(Draw.Difference(expected, actual), 0, 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(3e38f)] // finite, but the transforms overflow
    public void What_is_not_finite_stays_where_the_plain_loops_have_it(float value)
    {
        var g = new Conv2dGeometry(2, 14, 21, 18, 3, 3, 35, 1, 1);
        var p = new WinogradProblem(g, 4);
        p.X[1, 5, 6, 3] = value;
        p.X[0, 0, 20, 17] = value;
        p.B[7] = float.NaN;
        CheckFinite<WinogradF23>(p);
        CheckFinite<WinogradF43>(p);
        p.W[1, 1, 2, 34] = value;
        CheckFinite<WinogradF23>(p);
        CheckFinite<WinogradF43>(p);
    }

    private static void CheckFinite<TTile>(WinogradProblem p)
        where TTile : struct, IWinogradTile
    {
        var plain = new Tensor(p.Geometry.OutputShape);
        Ops.Conv2d.Forward<float>(p.X.AsSpan(), p.W.AsSpan(), p.B.AsSpan(), plain.AsSpan(), p.Geometry);
        foreach (Tensor fast in new[] { p.Forward<TTile, Simd512>(), p.Forward<TTile, Simd128>() })
            AssertSameKinds(plain, fast);

        (float[] expected, byte[] places) = p.Pool(p.Forward<TTile, Simd256>());
        (Tensor pooled, PoolPlaces actual) = p.Pooled<TTile, Simd256>();
        Assert.Equal(expected, pooled.ToArray());
        Assert.Equal(places, actual.AsSpan().ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void A_gradient_that_is_not_finite_stays_where_the_plain_loops_have_it(float value)
    {
        var g = new Conv2dGeometry(2, 14, 21, 18, 3, 3, 35, 1, 1);
        var p = new WinogradProblem(g, 4);
        p.DY[1, 5, 6, 3] = value;
        p.DY[0, 0, 20, 17] = value;
        var plain = new Tensor(p.X.Shape);
        Ops.Conv2d.Backward<float>([], p.W.AsSpan(), p.DY.AsSpan(), plain.AsSpan(), [], [], g);
        AssertSameKinds(plain, p.DataGradient<WinogradF23, Simd512>());
        AssertSameKinds(plain, p.DataGradient<WinogradF43, Simd128>());
    }

    private static void AssertSameKinds(Tensor plain, Tensor fast)
    {
        // Of a tile, every output has an error of the size of the largest.
        float[] expected = plain.ToArray(), actual = fast.ToArray();
        double largest = expected.Where(float.IsFinite).Max(value => Math.Abs((double)value));
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsFinite(expected[i]))
                Assert.InRange(Math.Abs((double)expected[i] - actual[i]), 0, 1e-5 * largest);
            else
                Assert.Equal(expected[i], actual[i]);
        }
    }

    /// <summary>The errors that the documentation states.</summary>
    [Fact]
    public void The_errors_against_double_are_those_that_are_stated()
    {
        var g = new Conv2dGeometry(1, 34, 34, 64, 3, 3, 64, 1, 0);
        var p = new WinogradProblem(g, 6, normal: true);
        var truth = new double[g.OutputShape.Count];
        Ops.Conv2d.Forward<double>(Draw.ToDouble(p.X), Draw.ToDouble(p.W), Draw.ToDouble(p.B), truth, g);
        var direct = new Tensor(g.OutputShape);
        Conv2dForward.Run(p.X, p.W, p.B, direct, g);
        Assert.InRange(RootMeanSquare(truth, direct), 2.5e-7, 5.5e-7);
        Assert.InRange(RootMeanSquare(truth, p.Forward<WinogradF23, Simd256>()), 1.2e-7, 2.8e-7);
        Assert.InRange(RootMeanSquare(truth, p.Forward<WinogradF43, Simd256>()), 6e-7, 1e-6);
    }

    private static double RootMeanSquare(double[] truth, Tensor actual)
    {
        double error = 0, size = 0;
        foreach ((double t, float a) in truth.Zip(actual.ToArray()))
        {
            error += (a - t) * (a - t);
            size += t * t;
        }

        return Math.Sqrt(error / size);
    }

    [Theory]
    [InlineData(true, 64, 56, (int)Conv2dAlgorithm.WinogradF23)]
    [InlineData(false, 64, 56, (int)Conv2dAlgorithm.WinogradF43)]
    [InlineData(false, 64, 5, (int)Conv2dAlgorithm.WinogradF23)]
    [InlineData(false, 64, 3, (int)Conv2dAlgorithm.Direct)]
    [InlineData(false, 3, 56, (int)Conv2dAlgorithm.Direct)]
    [InlineData(true, 8, 56, (int)Conv2dAlgorithm.Direct)]
    public void The_shape_chooses(bool precise, int channels, int size, int expected)
    {
        var g = new Conv2dGeometry(1, size, size, channels, 3, 3, channels, 1, 1, Precise: precise);
        Assert.Equal((Conv2dAlgorithm)expected, Conv2dAlgorithms.Forward(g));
        Assert.Equal((Conv2dAlgorithm)expected, Conv2dAlgorithms.DataGradient(g));
        Assert.Equal(Conv2dAlgorithm.Direct, Conv2dAlgorithms.Forward(g with { Stride = 2 }));
        Assert.Equal(Conv2dAlgorithm.Direct, Conv2dAlgorithms.Forward(g with { Dilation = 2 }));
        Assert.Equal(Conv2dAlgorithm.Direct, Conv2dAlgorithms.Forward(g with { KernelWidth = 1 }));
    }

    [Theory]
    [InlineData(3, 9)]
    [InlineData(32, 40)]
    public void A_plan_is_run_many_times_and_allocates_nothing(int channels, int size)
    {
        var g = new Conv2dGeometry(1, size, size, channels, 3, 3, 16, 1, 0);
        var p = new WinogradProblem(g, 7);
        var plan = Conv2dPlan.Of(p.W, p.B, g);
        var y = new Tensor([1, g.OutHeight / 2, g.OutWidth / 2, 16]);
        plan.RunPooled(p.X, y, null);
        float[] first = y.ToArray();
        Assert.Equal(0, Allocations.OfSteadyState(() => plan.RunPooled(p.X, y, null)));
        Assert.Equal(first, y.ToArray());
        Assert.Equal(Ops.Conv2dReluPool.Apply(p.X, p.W, p.B).ToArray(), first);
        plan.Release();
    }
}
