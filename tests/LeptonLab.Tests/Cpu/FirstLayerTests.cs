using CsCheck;
using LeptonLab.Cpu;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

public class FirstLayerTests
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Cases =
        from batch in Draw.OneOf(1, 3, 7)
        from height in Gen.Int[2, 15]
        from width in Draw.OneOf(2, 3, 4, 5, 9, 14, 33, 100, 131)
        from @in in Gen.Int[1, 4]
        from @out in Draw.OneOf(1, 5, 16, 17, 32, 48)
        from padding in Gen.Int[0, 2]
        from seed in Draw.Seed
        let g = new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, padding)
        where height + 2 * padding >= 4 && width + 2 * padding >= 4
        select (g, seed);

    [Fact]
    public void The_forward_pass_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            var y = new double[g.OutputShape.Count];
            (Tensor x, Tensor w, Tensor b) = Operands(g, seed);
            Ops.Conv2d.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, g);
            Tensor actual = new(g.OutputShape, Device.Cpu);
            Forward(x, w, b, actual, g);
            Assert.InRange(Draw.Difference(y, actual), 0, 4e-6);
        },
        iter: 100);

    [Fact]
    public void One_channel_is_pooled_with_the_bits_of_the_direct_kernel_and_its_care_for_NaN() => Cases.Sample(
        sample =>
        {
            Conv2dGeometry g = sample.Geometry with { In = 1 };
            (Tensor x, Tensor w, Tensor b) = Operands(g, sample.Seed);
            if (sample.Seed % 2 == 0)
                x.AsSpan()[(int)(sample.Seed % (ulong)x.Count)] = float.NaN;
            Shape shape = [g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out];
            Tensor expected = new(shape, Device.Cpu), actual = new(shape, Device.Cpu);
            PoolPlaces expectedPlaces = new(expected.Count, Device.Cpu), actualPlaces = new(expected.Count, Device.Cpu);
            Conv2dForward.RunPooled(x, w, b, expected, expectedPlaces, g);
            Forward(x, w, b, actual, g, actualPlaces);
            Assert.Equal(expected.ToArray(), actual.ToArray());
            Assert.Equal(expectedPlaces.AsSpan(), actualPlaces.AsSpan());
        },
        iter: 100);

    [Fact]
    public void One_channel_has_the_same_bits_for_every_vector_width() => Cases.Sample(
        sample =>
        {
            Conv2dGeometry g = sample.Geometry with { In = 1 };
            (Tensor x, Tensor w, Tensor b) = Operands(g, sample.Seed);
            Shape shape = [g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out];
            Tensor expected = new(shape, Device.Cpu), actual = new(shape, Device.Cpu);
            var places = new PoolPlaces(expected.Count, Device.Cpu);
            Conv2dForward.RunPooled(x, w, b, expected, places, g);
            foreach (int bits in new[] { 512, 256, 128 })
            {
                var plan = new SingleChannelPlan(w, b, g, bits / 32);
                SingleChannelKernel kernel = plan.Kernel(x, actual, places);
                Widths.Run(bits, kernel.Rows.Count, kernel);
                plan.Release();
                Assert.Equal(expected.ToArray(), actual.ToArray());
            }
        },
        iter: 30);

    [Fact]
    public void A_convolution_without_bias_begins_at_zero()
    {
        var g = new Conv2dGeometry(1, 8, 9, 3, 3, 3, 5, 1, 0);
        (Tensor x, Tensor w, _) = Operands(g, 1);
        Tensor with = new(g.OutputShape, Device.Cpu), without = new(g.OutputShape, Device.Cpu);
        Forward(x, w, Tensor.Zeros([5]), with, g);
        Forward(x, w, null, without, g);
        Assert.Equal(with.ToArray(), without.ToArray());
    }

    [Fact]
    public void Pooling_in_registers_is_pooling_of_the_convolution_to_the_bit() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Tensor x, Tensor w, Tensor b) = Operands(g, seed);
            Tensor conv = new(g.OutputShape, Device.Cpu);
            Forward(x, w, b, conv, g);
            (Tensor y, byte[] places) = Pooled(g, seed, SimdWidth.Bits);
            int at = 0;
            for (int n = 0; n < g.Batch; n++)
            for (int i = 0; i < g.OutHeight / 2; i++)
            for (int j = 0; j < g.OutWidth / 2; j++)
            for (int o = 0; o < g.Out; o++, at++)
            {
                float[] window = [.. Enumerable.Range(0, 4).Select(k => conv[n, 2 * i + k / 2, 2 * j + k % 2, o])];
                float largest = window.Max();
                Assert.Equal(Math.Max(0, largest), y.AsSpan()[at]);
                Assert.Equal(largest > 0 ? Array.IndexOf(window, largest) : PoolPlaces.Dead, places[at]);
            }
        },
        iter: 60);

    [Fact]
    public void Every_vector_width_gives_the_same_bits() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Tensor y, byte[] places) = Pooled(g, seed, 512);
            float[] gradient = Gradients(g, seed, 512);
            foreach (int bits in new[] { 256, 128 })
            {
                (Tensor otherY, byte[] otherPlaces) = Pooled(g, seed, bits);
                Assert.Equal(y.ToArray(), otherY.ToArray());
                Assert.Equal(places, otherPlaces);
                Assert.Equal(gradient, Gradients(g, seed, bits));
            }
        },
        iter: 60);

    [Fact]
    public void Every_number_of_threads_gives_the_same_bits()
    {
        var g = new Conv2dGeometry(3, 41, 67, 3, 3, 3, 32, 1, 1);
        (Tensor x, Tensor w, Tensor b) = Operands(g, 5);
        (Tensor dy, PoolPlaces places) = Gradient(g, 5, deadShare: 0.3);
        int before = Device.Cpu.Threads;
        try
        {
            float[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
            {
                Device.Cpu.Threads = threads;
                Tensor y = new(g.OutputShape, Device.Cpu), dw = new(w.Shape, Device.Cpu), db = new(b.Shape, Device.Cpu);
                Forward(x, w, b, y, g);
                FirstLayerWeightGradient.RunPooled(x, dy, places, dw, db, g);
                return (float[])[.. y.ToArray(), .. dw.ToArray(), .. db.ToArray()];
            })];
            Assert.Equal(results[0], results[1]);
            Assert.Equal(results[0], results[2]);
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    [Fact]
    public void The_weight_gradient_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Tensor x, _, _) = Operands(g, seed);
            (Tensor dy, PoolPlaces places) = Gradient(g, seed, deadShare: seed % 4 / 3.0);
            double[] expectedWeights = new double[9 * g.In * g.Out], expectedBias = new double[g.Out];
            Ops.Conv2dReluPool.Backward<double>(
                Draw.ToDouble(x), [], Draw.ToDouble(dy), places.AsSpan(), [], expectedWeights, expectedBias, g);
            Tensor dw = new([3, 3, g.In, g.Out], Device.Cpu), db = new([g.Out], Device.Cpu);
            FirstLayerWeightGradient.RunPooled(x, dy, places, dw, db, g);
            Assert.InRange(Draw.Difference(expectedWeights, dw), 0, 4e-6);
            Assert.InRange(Draw.Difference(expectedBias, db), 0, 4e-6);
        },
        iter: 100);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(3e38f)]
    public void A_pixel_that_is_no_ordinary_number_reaches_what_the_plain_loops_let_it_reach(float pixel) => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Tensor x, Tensor w, Tensor b) = Operands(g, seed);
            x.AsSpan()[(int)(seed % (ulong)x.Count)] = pixel;
            (Tensor dy, PoolPlaces places) = Gradient(g, seed, deadShare: 0.2);
            float[] expectedY = new float[dy.Count], expectedWeights = new float[w.Count], expectedBias = new float[g.Out];
            var expectedPlaces = new byte[dy.Count];
            Ops.Conv2dReluPool.Forward<float>(x.AsSpan(), w.AsSpan(), b.AsSpan(), expectedY, expectedPlaces, g);
            Ops.Conv2dReluPool.Backward<float>(
                x.AsSpan(), w.AsSpan(), dy.AsSpan(), places.AsSpan(), [], expectedWeights, expectedBias, g);

            Tensor y = new(dy.Shape, Device.Cpu), dw = new(w.Shape, Device.Cpu), db = new(b.Shape, Device.Cpu);
            var actualPlaces = new PoolPlaces(y.Count, Device.Cpu);
            Forward(x, w, b, y, g, actualPlaces);
            FirstLayerWeightGradient.RunPooled(x, dy, places, dw, db, g);
            AssertSameKinds(expectedY, y.ToArray());
            AssertSameKinds(expectedWeights, dw.ToArray());
            AssertSameKinds(expectedBias, db.ToArray());
        },
        iter: 60);

    [Fact]
    public void Weights_that_are_not_finite_are_left_to_the_direct_kernel()
    {
        var g = new Conv2dGeometry(1, 8, 9, 3, 3, 3, 5, 1, 0);
        (_, Tensor w, Tensor b) = Operands(g, 1);
        Assert.True(FirstLayer.Takes(g, w, b));
        w[1, 1, 1, 1] = float.PositiveInfinity;
        Assert.False(FirstLayer.Takes(g, w, b));
    }

    private static void AssertSameKinds(float[] expected, float[] actual)
    {
        static string Kind(float value) => float.IsFinite(value) ? "finite" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected.Select(Kind), actual.Select(Kind));
    }

    private static void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g, PoolPlaces? places = null)
    {
        Conv2dPlan plan = Conv2dPlan.Of(w, b, g);
        if (places is null)
            plan.Run(x, y);
        else
            plan.RunPooled(x, y, places);
        plan.Release();
    }

    private static (Tensor Y, byte[] Places) Pooled(Conv2dGeometry g, ulong seed, int bits)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(g, seed);
        var y = new Tensor([g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out], Device.Cpu);
        var places = new PoolPlaces(y.Count, Device.Cpu);
        if (g.In == 1)
        {
            var plan = new SingleChannelPlan(w, b, g, bits / 32);
            SingleChannelKernel kernel = plan.Kernel(x, y, places);
            Widths.Run(bits, kernel.Rows.Count, kernel);
            plan.Release();
        }
        else
        {
            var plan = new FirstLayerPlan(w, b, g, bits / 32);
            FirstLayerKernel kernel = plan.Kernel(x, y, places, pooled: true);
            Widths.Run(bits, kernel.Rows.Count, kernel);
            plan.Release();
        }

        GC.KeepAlive((x, w, b));
        return (y, places.AsSpan().ToArray());
    }

    private static float[] Gradients(Conv2dGeometry g, ulong seed, int bits)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(g, seed);
        (Tensor dy, PoolPlaces places) = Gradient(g, seed, deadShare: 0.5);
        Tensor dw = new(w.Shape, Device.Cpu), db = new(b.Shape, Device.Cpu);
        var kernel = new FirstLayerWeightGradient.Kernel(x, dy, places, g);
        Widths.Run(bits, kernel.Count, kernel);
        Assert.True(FinishThrough(kernel, dw, db));
        kernel.Release();
        GC.KeepAlive((x, dy));
        return [.. dw.ToArray(), .. db.ToArray()];
    }

    private static unsafe bool FinishThrough(FirstLayerWeightGradient.Kernel kernel, Tensor dw, Tensor db) =>
        kernel.Finish(dw.Pointer, db.Pointer);

    private static (Tensor X, Tensor W, Tensor B) Operands(Conv2dGeometry g, ulong seed) => (
        Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1),
        Draw.Tensor([3, 3, g.In, g.Out], seed, 2),
        Draw.Tensor([g.Out], seed, 3));

    private static (Tensor Gradient, PoolPlaces Places) Gradient(Conv2dGeometry g, ulong seed, double deadShare)
    {
        Tensor dy = Draw.Tensor([g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out], seed, 4);
        var places = new PoolPlaces(dy.Count, Device.Cpu);
        double[] draws = Draw.Doubles(dy.Count, seed, 5);
        for (int i = 0; i < draws.Length; i++)
        {
            double draw = (draws[i] + 1) / 2;
            places.AsSpan()[i] = draw < deadShare ? PoolPlaces.Dead : (byte)(draw * 1000 % 4);
        }

        return (dy, places);
    }
}
