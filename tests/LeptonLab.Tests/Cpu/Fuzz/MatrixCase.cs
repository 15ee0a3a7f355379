using CsCheck;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>A matrix product of random shape, and a dense layer where both come as they are.</summary>
/// <param name="Geometry">The product's shape.</param>
/// <param name="Activation">What is fused with the dense layer.</param>
/// <param name="HasBias">Whether the dense layer has one.</param>
/// <param name="Wanted">The gradients, a bit each: 1 for ∂L/∂x, 2 for ∂L/∂w, 4 for ∂L/∂b.</param>
/// <param name="Sprinkle">Over x, w, b or ∂L/∂y.</param>
/// <param name="Seed">Of the numbers.</param>
internal sealed record MatrixCase(
    MatMulGeometry Geometry, Activation Activation, bool HasBias, int Wanted, Sprinkle Sprinkle, ulong Seed)
{
    private const long MostMultiplyAdds = 400_000;

    private static readonly Gen<int> Sizes = Gen.OneOf(Gen.Int[0, 70], Gen.Int[1, 8], Draw.OneOf(12, 15, 16, 17, 31, 32, 33, 64, 65));

    internal static readonly Gen<MatrixCase> Any =
        from batch in Draw.OneOf(1, 1, 1, 0, 2, 3, 7)
        from rows in Gen.OneOf(Sizes, Draw.OneOf(1, 300))
        from columns in Gen.OneOf(Sizes, Draw.OneOf(1, 300))
        from terms in Gen.OneOf(Sizes, Sizes, Draw.OneOf(300, 513, 4097, 5000, 9001))
        from transposeA in Gen.Bool
        from transposeB in Gen.Bool
        from activation in Gen.Int[0, 3]
        from hasBias in Gen.Bool
        from wanted in Draw.OneOf(7, 7, 7, 6, 1, 2, 4, 3, 5)
        from sprinkle in Sprinkle.Among(4)
        from seed in Draw.Seed
        let g = Bounded(new MatMulGeometry(batch, rows, columns, terms, transposeA, transposeB))
        select new MatrixCase(g, (Activation)activation, hasBias, wanted, sprinkle, seed);

    internal static void Check(MatrixCase sample)
    {
        Product(sample);
        if (sample.Geometry is { Batch: 1, TransposeA: false, TransposeB: false })
            DenseLayer(sample);
    }

    private static void Product(MatrixCase sample)
    {
        MatMulGeometry g = sample.Geometry;
        Tensor a = Draw.Tensor(g.TransposeA ? [g.Batch, g.Terms, g.Rows] : [g.Batch, g.Rows, g.Terms], sample.Seed, 1);
        Tensor b = Draw.Tensor(g.TransposeB ? [g.Batch, g.Columns, g.Terms] : [g.Batch, g.Terms, g.Columns], sample.Seed, 2);
        Tensor dc = Draw.Tensor(g.OutputShape(3), sample.Seed, 4);
        sample.Sprinkle.Over(sample.Seed, a, b, dc, dc);
        double[] c = new double[dc.Count], da = new double[a.Count], db = new double[b.Count];
        MatMul.Multiply<double>(Draw.ToDouble(a), Draw.ToDouble(b), c, g);
        MatMul.Backward<double>(Draw.ToDouble(a), Draw.ToDouble(b), Draw.ToDouble(dc), da, db, g);
        a.RequiresGrad = b.RequiresGrad = true;
        Tensor product = MatMul.Apply(a, b, g.TransposeA, g.TransposeB);
        product.Backward(dc);
        Same.Within("c", c, product, sample.Sprinkle.Tolerance(g.Terms));
        Same.Within("da", da, a.Grad!, sample.Sprinkle.Tolerance(g.Columns));
        Same.Within("db", db, b.Grad!, sample.Sprinkle.Tolerance(g.Rows));
    }

    private static void DenseLayer(MatrixCase sample)
    {
        (int batch, int @in, int @out) = (sample.Geometry.Rows, sample.Geometry.Terms, sample.Geometry.Columns);
        Tensor x = Draw.Tensor([batch, @in], sample.Seed, 1), w = Draw.Tensor([@in, @out], sample.Seed, 2);
        Tensor b = Draw.Tensor([@out], sample.Seed, 3), dy = Draw.Tensor([batch, @out], sample.Seed, 4);
        sample.Sprinkle.Over(sample.Seed, x, w, b, dy);
        Tensor? bias = sample.HasBias ? b : null;
        var y = new Tensor([batch, @out], Device.Cpu);
        double[] expected = new double[y.Count];
        Dense.Forward<double>(
            Draw.ToDouble(x), Draw.ToDouble(w), bias is null ? [] : Draw.ToDouble(b), expected, batch, @in, @out);
        Device.Cpu.Kernel<Dense.IKernel>().Forward(x, w, bias, y);
        Same.Within("dense y", expected, y, sample.Sprinkle.Tolerance(@in));

        (Tensor? dx, Tensor? dw, Tensor? db) = Gradients();
        Device.Cpu.Kernel<Dense.IKernel>().Backward(x, w, dy, dx, dw, sample.HasBias ? db : null);
        Compare("dense ", dy.AsSpan(), sample.HasBias ? db : null);

        var activated = new Tensor(y.Shape, Device.Cpu);
        DenseActivation.IKernel fused = Device.Cpu.Kernel<DenseActivation.IKernel>();
        fused.Forward(x, w, b, activated, sample.Activation);
        if (sample.HasBias)
            Same.Bits("activated dense y", Draw.Activate(sample.Activation, y), activated);
        (dx, dw, db) = Gradients();
        fused.Backward(x, w, activated, dy, dx, dw, db, sample.Activation);
        float[] gradient = new float[y.Count];
        Activations.Backward<float>(sample.Activation, activated.AsSpan(), dy.AsSpan(), gradient);
        Compare("activated dense ", gradient, db);

        (Tensor?, Tensor?, Tensor?) Gradients() => (
            (sample.Wanted & 1) != 0 ? new Tensor(x.Shape, Device.Cpu) : null,
            (sample.Wanted & 2) != 0 ? new Tensor(w.Shape, Device.Cpu) : null,
            (sample.Wanted & 4) != 0 ? new Tensor(b.Shape, Device.Cpu) : null);

        void Compare(string name, ReadOnlySpan<float> dyExpected, Tensor? db)
        {
            double[] dxExpected = new double[x.Count], dwExpected = new double[w.Count], dbExpected = new double[b.Count];
            double[] outer = Array.ConvertAll(dyExpected.ToArray(), value => (double)value);
            Dense.Backward<double>(
                Draw.ToDouble(x), Draw.ToDouble(w), outer, dxExpected, dwExpected, dbExpected, batch, @in, @out);
            Same.Within(name + "dx", dxExpected, dx, sample.Sprinkle.Tolerance(@out));
            Same.Within(name + "dw", dwExpected, dw, sample.Sprinkle.Tolerance(batch));
            Same.Within(name + "db", dbExpected, db, sample.Sprinkle.Tolerance(batch));
        }
    }

    private static MatMulGeometry Bounded(MatMulGeometry g)
    {
        while ((long)g.Batch * g.Rows * g.Columns * g.Terms > MostMultiplyAdds)
        {
            if (g.Batch > 1)
                g = g with { Batch = (g.Batch + 1) / 2 };
            else if (g.Rows >= g.Columns)
                g = g with { Rows = g.Rows / 2 };
            else
                g = g with { Columns = g.Columns / 2 };
        }

        return g;
    }
}
