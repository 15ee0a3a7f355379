using CsCheck;
using LeptonLab.Cpu;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

public class WinogradWeightGradientTests
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Cases =
        from batch in Draw.OneOf(1, 3, 7)
        from height in Gen.Int[4, 13]
        from width in Draw.OneOf(4, 5, 6, 7, 14, 21, 28)
        from @in in Draw.OneOf(16, 17, 24, 32, 48, 65, 96)
        from @out in Draw.OneOf(16, 17, 24, 32, 48, 65, 96)
        from padding in Gen.Int[0, 3]
        from seed in Draw.Seed
        let g = new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, padding)
        where g.OutHeight >= 4 && g.OutWidth >= 4
        select (g, seed);

    [Fact]
    public void It_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            Assert.True(WinogradWeightGradient.Takes(g));
            (Tensor x, Tensor dy) = Operands(g, seed);
            (double[] weights, double[] bias) = InDouble(x, dy, g);
            Tensor dw = new([3, 3, g.In, g.Out], Device.Cpu), db = new([g.Out], Device.Cpu);
            WinogradWeightGradient.Run(x, dy, dw, db, g);
            Assert.InRange(Draw.Difference(weights, dw), 0, 1e-5);
            Assert.InRange(Draw.Difference(bias, db), 0, 4e-6);
        },
        iter: 30);

    [Fact]
    public void Its_error_is_the_one_that_its_description_states()
    {
        var g = new Conv2dGeometry(4, 28, 28, 64, 3, 3, 64, 1, 1);
        (Tensor x, Tensor dy) = Operands(g, 1);
        (double[] truth, _) = InDouble(x, dy, g);
        Tensor winograd = new([3, 3, 64, 64], Device.Cpu), direct = new([3, 3, 64, 64], Device.Cpu);
        WinogradWeightGradient.Run(x, dy, winograd, null, g);
        Conv2dWeightGradient.Run(x, GradientRows.Dense(dy, g), direct, null, g);
        Assert.InRange(RootMeanSquare(truth, winograd), 2.5e-6, 3.1e-6);
        Assert.InRange(RootMeanSquare(truth, direct), 2e-7, 3.5e-7);
    }

    [Theory]
    [InlineData(3, 9, 14, 32, 48)]
    [InlineData(7, 8, 28, 65, 96)]
    [InlineData(7, 29, 28, 17, 16)]
    public void Every_vector_width_and_number_of_threads_gives_the_same_bits(int batch, int height, int width, int @in, int @out)
    {
        var g = new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, 1);
        float[] expected = OfWidth(g, 512);
        Assert.Equal(expected, OfWidth(g, 256));
        Assert.Equal(expected, OfWidth(g, 128));
        int before = Device.Cpu.Threads;
        try
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                Device.Cpu.Threads = threads;
                (Tensor x, Tensor dy) = Operands(g, 5);
                Tensor dw = new([3, 3, g.In, g.Out], Device.Cpu), db = new([g.Out], Device.Cpu);
                WinogradWeightGradient.Run(x, dy, dw, db, g);
                Assert.Equal(expected, (float[])[.. dw.ToArray(), .. db.ToArray()]);
            }
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_number_that_is_not_finite_reaches_what_the_plain_loops_let_it_reach(float number) => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Tensor x, Tensor dy) = Operands(g, seed);
            Tensor hit = seed % 2 == 0 ? x : dy;
            hit.AsSpan()[(int)(seed % (ulong)hit.Count)] = number;
            float[] weights = new float[9 * g.In * g.Out], bias = new float[g.Out];
            Ops.Conv2d.Backward<float>(x.AsSpan(), [], dy.AsSpan(), [], weights, bias, g);
            Tensor dw = new([3, 3, g.In, g.Out], Device.Cpu), db = new([g.Out], Device.Cpu);
            WinogradWeightGradient.Run(x, dy, dw, db, g);
            Assert.Equal(weights.Select(float.IsFinite), dw.ToArray().Select(float.IsFinite));
            Assert.Equal(weights.Select(float.IsNaN), dw.ToArray().Select(float.IsNaN));
            Assert.Equal(bias.Select(float.IsFinite), db.ToArray().Select(float.IsFinite));
        },
        iter: 15);

    [Fact]
    public void A_precise_convolution_is_left_to_the_direct_kernel()
    {
        var g = new Conv2dGeometry(1, 8, 8, 16, 3, 3, 16, 1, 1);
        Assert.True(WinogradWeightGradient.Takes(g));
        Assert.False(WinogradWeightGradient.Takes(g with { Precise = true }));
        Assert.False(WinogradWeightGradient.Takes(g with { Dilation = 2 }));
    }

    private static unsafe float[] OfWidth(Conv2dGeometry g, int bits)
    {
        (Tensor x, Tensor dy) = Operands(g, 5);
        Tensor dw = new([3, 3, g.In, g.Out], Device.Cpu), db = new([g.Out], Device.Cpu);
        WinogradWeightGradient.Plan plan = WinogradWeightGradient.Plan.Of(g);
        Tensor partial = new([plan.Groups * plan.SumsLength], Device.Cpu);
        Widths.Run(bits, plan.Chunks, new WinogradWeightSums(x.Pointer, dy.Pointer, partial.Pointer, g, plan));
        Widths.Run(bits, g.In + 1, new WinogradWeightBack(partial.Pointer, dw.Pointer, db.Pointer, g, plan));
        GC.KeepAlive((x, dy, partial));
        return [.. dw.ToArray(), .. db.ToArray()];
    }

    private static double RootMeanSquare(double[] truth, Tensor actual)
    {
        double difference = 0, size = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            difference += Math.Pow(truth[i] - actual.AsSpan()[i], 2);
            size += truth[i] * truth[i];
        }

        return Math.Sqrt(difference / size);
    }

    private static (double[] Weights, double[] Bias) InDouble(Tensor x, Tensor dy, Conv2dGeometry g)
    {
        double[] dw = new double[9 * g.In * g.Out], db = new double[g.Out];
        Ops.Conv2d.Backward<double>(Draw.ToDouble(x), [], Draw.ToDouble(dy), [], dw, db, g);
        return (dw, db);
    }

    private static (Tensor X, Tensor DY) Operands(Conv2dGeometry g, ulong seed) => (
        Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1),
        Draw.Tensor(g.OutputShape, seed, 4));
}
