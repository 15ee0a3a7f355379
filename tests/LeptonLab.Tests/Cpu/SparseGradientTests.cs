using CsCheck;
using LeptonLab.Cpu;
using LeptonLab.Numerics;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>The gradients that skip the zeros which ReLU and max-pooling leave, against the plain loops in double.</summary>
public class SparseGradientTests
{
    private static readonly Gen<(Conv2dGeometry Geometry, double Dead, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from height in Gen.Int[1, 23]
        from width in Gen.Int[1, 70]
        from @in in Draw.OneOf(1, 3, 12, 16, 17, 32, 48, 64, 65, 128)
        from @out in Draw.OneOf(1, 5, 8, 16, 17, 32, 48, 64, 65, 128)
        from padding in Gen.Int[0, 3]
        from dead in Draw.OneOf(0, 30, 90, 100)
        from seed in Draw.Seed
        let g = new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, Stride: 1, padding)
        where height + 2 * padding >= 4 && width + 2 * padding >= 4 && g.MultiplyAdds < 60_000_000
        select (g, dead / 100.0, seed);

    [Fact]
    public void They_agree_with_the_plain_loops_in_double_and_to_the_bit_with_every_vector_width() => Cases.Sample(
        sample =>
        {
            var work = new Work(sample.Geometry, sample.Dead, sample.Seed);
            Gradients actual = work.Sparse<Simd512>()!;
            work.AssertClose(actual);
            actual.AssertSameBits(work.Sparse<Simd256>()!);
            actual.AssertSameBits(work.Sparse<Simd128>()!);
        },
        iter: 60);

    [Theory]
    [InlineData(1, 30, 63, 32, 48, 0)]
    [InlineData(3, 13, 14, 64, 65, 1)]
    [InlineData(33, 6, 6, 16, 32, 1)]
    public void They_agree_to_the_bit_for_every_number_of_threads(int batch, int height, int width, int @in, int @out, int padding)
    {
        var work = new Work(new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, padding), 0.3, 7);
        int before = Device.Cpu.Threads;
        try
        {
            Gradients[] all = [.. new[] { 1, 2, 3 }.Select(threads =>
            {
                Device.Cpu.Threads = threads;
                return work.Sparse<Simd256>()!;
            })];
            all[0].AssertSameBits(all[1]);
            all[0].AssertSameBits(all[2]);
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    [Theory]
    [InlineData(0, 3, 4, float.NaN)]
    [InlineData(0, 8, 2, float.PositiveInfinity)] // the last row is in no window
    [InlineData(0, 1, 10, float.NegativeInfinity)] // nor is the last column
    [InlineData(1, 8, 10, float.NaN)]
    public void A_dead_unit_does_not_hide_a_NaN(int padding, int row, int column, float value)
    {
        var work = new Work(new Conv2dGeometry(2, 9, 11, 17, 3, 3, 16, 1, padding), dead: 0.9, 8);
        work.X[1, row, column, 16] = value;
        Assert.Null(work.Sparse<Simd256>());
        Gradients actual = work.ByTheDevice();
        work.AssertSpecialValues(actual);
        Assert.Contains(actual.DW.ToArray(), float.IsNaN);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_not_finite_spreads_as_in_the_plain_loops(float value)
    {
        var work = new Work(new Conv2dGeometry(1, 8, 9, 16, 3, 3, 17, 1, 1), dead: 0.5, 9);
        work.W[0, 2, 3, 16] = value;
        Gradients actual = work.ByTheDevice();
        work.AssertSpecialValues(actual);
        Assert.Contains(actual.DX.ToArray(), float.IsNaN);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_counts_at_a_live_unit_only(float value)
    {
        var work = new Work(new Conv2dGeometry(2, 10, 9, 16, 3, 3, 33, 1, 1), dead: 0, 10);
        int unit = ((1 * 5 + 2) * 4 + 3) * 33 + 32;
        work.DY.AsSpan()[unit] = value;
        work.Places.AsSpan()[unit] = 2;
        Gradients alive = work.ByTheDevice();
        work.AssertSpecialValues(alive);
        Assert.False(float.IsFinite(alive.DB[32]));

        work.Places.AsSpan()[unit] = PoolPlaces.Dead;
        Gradients dead = work.ByTheDevice();
        work.AssertClose(dead);
        Assert.All(dead.All, tensor => Assert.All(tensor.ToArray(), number => Assert.True(float.IsFinite(number))));
    }

    [Theory]
    [InlineData(62, 62, 32)]
    [InlineData(30, 30, 64)]
    [InlineData(1, 1, 16)]
    [InlineData(1, 500, 48)]
    [InlineData(7, 3, 512)]
    public void The_blocks_of_windows_cover_an_image_once(int rows, int columns, int channels)
    {
        var blocks = WindowBlocks.Of(new Conv2dGeometry(1, 2 * rows + 2, 2 * columns + 3, channels, 3, 3, 8, 1, 0));
        var seen = new int[rows, columns];
        for (int index = 0; index < blocks.PerImage; index++)
        {
            (int row, int column, int height, int width) = blocks[index];
            Assert.InRange(height * width, 1, WindowBlocks.MostWindows);
            for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++)
                seen[row + i, column + j]++;
        }

        Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
    }

    private sealed record Gradients(Tensor DX, Tensor DW, Tensor DB)
    {
        internal Tensor[] All => [DX, DW, DB];

        internal void AssertSameBits(Gradients other)
        {
            foreach ((Tensor mine, Tensor others) in All.Zip(other.All))
                Assert.Equal(mine.ToArray(), others.ToArray());
        }
    }

    private sealed class Work
    {
        private readonly Conv2dGeometry _geometry;

        internal Work(Conv2dGeometry g, double dead, ulong seed)
        {
            _geometry = g;
            X = Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1);
            W = Draw.Tensor([3, 3, g.In, g.Out], seed, 2);
            DY = Draw.Tensor([g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out], seed, 3);
            Places = new PoolPlaces(DY.Count, Device.Cpu);
            var random = new RandomStream(seed, 4);
            foreach (ref byte place in Places.AsSpan())
                place = random.NextDouble(0, 1) < dead ? PoolPlaces.Dead : (byte)random.NextDouble(0, 4);
        }

        internal Tensor X { get; }

        internal Tensor W { get; }

        internal Tensor DY { get; }

        internal PoolPlaces Places { get; }

        internal Gradients? Sparse<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            Gradients result = Empty();
            bool done = SparseWeightGradient.TryRun<TSimd>(X, DY, Places, result.DW, result.DB, _geometry);
            SparseDataGradient.Run<TSimd>(W, DY, Places, result.DX, _geometry);
            return done ? result : null;
        }

        internal Gradients ByTheDevice()
        {
            Gradients result = Empty();
            Device.Cpu.Kernel<Ops.Conv2dReluPool.IKernel>()
                .Backward(X, W, DY, Places, result.DX, result.DW, result.DB, _geometry);
            return result;
        }

        internal void AssertClose(Gradients actual)
        {
            foreach ((double[] expected, Tensor tensor) in Truth().Zip(actual.All))
                Assert.InRange(Draw.Difference(expected, tensor), 0, 1e-5);
        }

        /// <summary>The same numbers are NaN, +∞ or −∞; the others are close.</summary>
        internal void AssertSpecialValues(Gradients actual)
        {
            foreach ((double[] expected, Tensor tensor) in Truth().Zip(actual.All))
            {
                float[] values = tensor.ToArray();
                for (int i = 0; i < values.Length; i++)
                {
                    if (double.IsFinite(expected[i]))
                        Assert.Equal(expected[i], values[i], 1e-3);
                    else
                        Assert.Equal((float)expected[i], values[i]);
                }
            }
        }

        private Gradients Empty() => new(new Tensor(X.Shape), new Tensor(W.Shape), new Tensor([_geometry.Out]));

        private double[][] Truth()
        {
            double[] dx = new double[X.Count], dw = new double[W.Count], db = new double[_geometry.Out];
            Ops.Conv2dReluPool.Backward<double>(
                Draw.ToDouble(X), Draw.ToDouble(W), Draw.ToDouble(DY), Places.AsSpan(), dx, dw, db, _geometry);
            return [dx, dw, db];
        }
    }
}
