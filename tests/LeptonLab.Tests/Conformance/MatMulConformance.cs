using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class MatMulConformance
{
    private static readonly Gen<int> Extent = Gen.OneOf(Gen.Int[1, 6], Gen.Int[1, 70], Draw.OneOf(16, 64, 97, 130, 300));

    private static readonly Gen<(MatMulGeometry Geometry, ulong Seed)> Cases =
        from batch in Draw.OneOf(1, 1, 2, 5)
        from rows in Extent
        from columns in Extent
        from terms in Gen.OneOf(Extent, Draw.OneOf(4097, 5000))
        from transposeA in Gen.Bool
        from transposeB in Gen.Bool
        from seed in Draw.Seed
        where (long)batch * rows * columns * terms < 20_000_000
        select (new MatMulGeometry(batch, rows, columns, terms, transposeA, transposeB), seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample => HoldToPlainLoops(sample.Geometry, sample.Seed), iter: 150);

    [Theory]
    [InlineData(1, 1, 1, 20_000)]
    [InlineData(1, 1, 3000, 70)]
    [InlineData(1, 3000, 1, 70)]
    [InlineData(1, 1, 1025, 1)]
    [InlineData(1, 2, 1100, 33)]
    [InlineData(1, 4, 77, 129)]
    [InlineData(1, 140, 150, 4100)]
    [InlineData(1, 1030, 16, 16)]
    [InlineData(1, 16, 1030, 16)]
    [InlineData(70, 3, 4, 5)]
    public void Thin_and_tall_shapes_agree_with_the_plain_loops_in_double(int batch, int rows, int columns, int terms)
    {
        foreach (bool transposeA in new[] { false, true })
        foreach (bool transposeB in new[] { false, true })
            HoldToPlainLoops(new MatMulGeometry(batch, rows, columns, terms, transposeA, transposeB), 3);
    }

    [Theory]
    [InlineData(2, 3, 4, 5, false, false)]
    [InlineData(2, 3, 4, 5, true, false)]
    [InlineData(2, 3, 4, 5, false, true)]
    [InlineData(1, 4, 2, 3, true, true)]
    public void Plain_loops_agree_with_finite_differences(
        int batch, int rows, int columns, int terms, bool transposeA, bool transposeB)
    {
        var g = new MatMulGeometry(batch, rows, columns, terms, transposeA, transposeB);
        double[] a = Draw.Doubles(batch * rows * terms, 1), b = Draw.Doubles(batch * terms * columns, 2);
        double[] dc = Draw.Doubles(batch * rows * columns, 3), c = new double[dc.Length];
        double Loss()
        {
            Ops.MatMul.Multiply<double>(a, b, c, g);
            return c.Zip(dc, (value, weight) => value * weight).Sum();
        }

        double[] da = new double[a.Length], db = new double[b.Length];
        Ops.MatMul.Backward<double>(a, b, dc, da, db, g);
        Assert.InRange(GradientCheck.RelativeDifference(da, GradientCheck.Numeric(Loss, a)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    [Theory]
    [InlineData(0, 3, 4, 5)]
    [InlineData(2, 0, 4, 5)]
    [InlineData(2, 3, 0, 5)]
    [InlineData(2, 3, 4, 0)]
    [InlineData(1, 1, 100, 0)]
    [InlineData(1, 100, 1, 0)]
    public void A_sum_of_no_terms_is_zero(int batch, int rows, int columns, int terms)
    {
        foreach (bool transpose in new[] { false, true })
            HoldToPlainLoops(new MatMulGeometry(batch, rows, columns, terms, transpose, transpose), 3);
    }

    [Theory]
    [InlineData(1, 40, 64, false)]
    [InlineData(1, 40, 64, true)]
    [InlineData(3, 70, 2, false)]
    [InlineData(5, 17, 35, true)]
    public void Not_a_number_stays_in_its_row_and_column(int rows, int terms, int columns, bool transposeB)
    {
        var g = new MatMulGeometry(1, rows, columns, terms, false, transposeB);
        (Tensor a, Tensor b, Tensor dc) = Operands(g, 5);
        a.AsSpan()[terms / 2] = float.NaN;
        b.AsSpan()[^1] = float.PositiveInfinity;
        foreach ((Device device, _) in Tolerances.All)
        foreach ((Tensor p, Tensor f) in Compute(Device.Plain, a, b, dc, g).Zip(Compute(device, a, b, dc, g)))
        {
            Assert.Equal(p.ToArray().Select(float.IsNaN), f.ToArray().Select(float.IsNaN));
            Assert.Equal(p.ToArray().Select(float.IsInfinity), f.ToArray().Select(float.IsInfinity));
        }
    }

    [Fact]
    public void Matrices_and_batches_of_them_have_results_of_their_own_kind()
    {
        Assert.Equal(new Shape(2, 4), Ops.MatMul.Apply(Tensor.Ones([2, 3]), Tensor.Ones([3, 4])).Shape);
        Assert.Equal(new Shape(1, 2, 4), Ops.MatMul.Apply(Tensor.Ones([1, 2, 3]), Tensor.Ones([1, 3, 4])).Shape);
    }

    [Fact]
    public void A_misfit_is_refused_with_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => Ops.MatMul.Apply(Tensor.Ones([2, 3]), Tensor.Ones([4, 3])));
        Assert.Contains("[2, 3]", error.Message);
        Assert.Contains("4 rows", error.Message);
        Assert.Throws<ArgumentException>(() => Ops.MatMul.Apply(Tensor.Ones([2, 3]), Tensor.Ones([1, 3, 4])));
        Assert.Throws<ArgumentException>(() => Ops.MatMul.Apply(Tensor.Ones([2, 2, 3]), Tensor.Ones([1, 3, 4])));
        // A result beyond what a tensor holds.
        Assert.Throws<ArgumentException>(() => Ops.MatMul.Apply(Tensor.Ones([70_000, 1]), Tensor.Ones([1, 70_000])));
    }

    private static void HoldToPlainLoops(MatMulGeometry g, ulong seed)
    {
        (Device Device, double Tolerance)[] devices = Tolerances.For(seed, (long)g.Batch * g.Rows * g.Columns * g.Terms);
        if (devices.Length == 0)
            return;
        (Tensor a, Tensor b, Tensor dc) = Operands(g, seed);
        double[] c = new double[dc.Count], da = new double[a.Count], db = new double[b.Count];
        Ops.MatMul.Multiply<double>(Draw.ToDouble(a), Draw.ToDouble(b), c, g);
        Ops.MatMul.Backward<double>(Draw.ToDouble(a), Draw.ToDouble(b), Draw.ToDouble(dc), da, db, g);
        foreach ((Device device, double tolerance) in devices)
        foreach ((double[] expected, Tensor actual) in new[] { c, da, db }.Zip(Compute(device, a, b, dc, g)))
            Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
    }

    private static (Tensor A, Tensor B, Tensor Dc) Operands(MatMulGeometry g, ulong seed) => (
        Draw.Tensor(g.TransposeA ? [g.Batch, g.Terms, g.Rows] : [g.Batch, g.Rows, g.Terms], seed, 1),
        Draw.Tensor(g.TransposeB ? [g.Batch, g.Columns, g.Terms] : [g.Batch, g.Terms, g.Columns], seed, 2),
        Draw.Tensor([g.Batch, g.Rows, g.Columns], seed, 3));

    private static Tensor[] Compute(Device device, Tensor a, Tensor b, Tensor dc, MatMulGeometry g)
    {
        (a, b, dc) = (a.To(device), b.To(device), dc.To(device));
        a.RequiresGrad = b.RequiresGrad = true;
        Tensor c = Ops.MatMul.Apply(a, b, g.TransposeA, g.TransposeB);
        c.Backward(dc);
        return [c, a.Grad!, b.Grad!];
    }
}
