using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class DenseConformance
{
    private static readonly Gen<(int Batch, int In, int Out, ulong Seed)> Cases =
        from batch in Gen.Int[1, 70]
        from @in in Gen.OneOf(Gen.Int[1, 70], Draw.OneOf(300, 513, 5000))
        from @out in Gen.OneOf(Gen.Int[1, 70], Draw.OneOf(130, 600))
        from seed in Draw.Seed
        select (batch, @in, @out, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (int batch, int @in, int @out, ulong seed) = sample;
            (Device Device, double Tolerance)[] devices = Tolerances.For(seed);
            if (devices.Length == 0)
                return;
            Tensor x = Draw.Tensor([batch, @in], seed, 1), w = Draw.Tensor([@in, @out], seed, 2);
            Tensor b = Draw.Tensor([@out], seed, 3), dy = Draw.Tensor([batch, @out], seed, 4);
            double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count], y = new double[dy.Count];
            Ops.Dense.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, batch, @in, @out);
            Ops.Dense.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(dy), dx, dw, db, batch, @in, @out);
            foreach ((Device device, double tolerance) in devices)
            foreach ((double[] expected, Tensor actual) in new[] { y, dx, dw, db }.Zip(Compute(device, x, w, b, dy)))
                Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
        },
        iter: 60);

    // The sums of the path for few outputs are chains of fused multiply-adds in a fixed order; so the bits are known.
    [Fact]
    public void Few_outputs_have_the_bits_of_the_stated_chains() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[4097, 9000], Gen.Int[1, 32], Draw.Seed).Sample(
            (batch, @in, @out, seed) =>
            {
                Tensor x = Draw.Tensor([batch, @in], seed, 1), w = Draw.Tensor([@in, @out], seed, 2);
                Tensor b = Draw.Tensor([@out], seed, 3), dy = Draw.Tensor([batch, @out], seed, 4);
                x[batch - 1, @in - 1] = float.NaN;
                w[@in - 1, 0] = float.PositiveInfinity;
                Tensor[] fast = Compute(Device.Cpu, x, w, b, dy);
                float[] xs = x.ToArray(), ws = w.ToArray(), dys = dy.ToArray();
                float[] y = new float[batch * @out], dx = new float[batch * @in], dw = new float[@in * @out];
                for (int n = 0; n < batch; n++)
                for (int o = 0; o < @out; o++)
                {
                    y[n * @out + o] = b[o];
                    for (int first = 0; first < @in; first += 2048)
                    {
                        float sum = 0;
                        for (int i = first; i < Math.Min(first + 2048, @in); i++)
                            sum = MathF.FusedMultiplyAdd(xs[n * @in + i], ws[i * @out + o], sum);
                        y[n * @out + o] += sum;
                    }

                    for (int i = 0; i < @in; i++)
                    {
                        dx[n * @in + i] = MathF.FusedMultiplyAdd(dys[n * @out + o], ws[i * @out + o], dx[n * @in + i]);
                        dw[i * @out + o] = MathF.FusedMultiplyAdd(xs[n * @in + i], dys[n * @out + o], dw[i * @out + o]);
                    }
                }

                foreach ((float[] expected, Tensor actual) in new[] { y, dx, dw }.Zip(fast))
                    Assert.Equal(expected, actual.ToArray());
            },
            iter: 12);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        const int Batch = 3, In = 5, Out = 4;
        double[] x = Draw.Doubles(Batch * In, 1), w = Draw.Doubles(In * Out, 2), b = Draw.Doubles(Out, 3);
        double[] dy = Draw.Doubles(Batch * Out, 4);
        var y = new double[dy.Length];
        double Loss()
        {
            Ops.Dense.Forward<double>(x, w, b, y, Batch, In, Out);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        var dx = new double[x.Length];
        var dw = new double[w.Length];
        var db = new double[b.Length];
        Ops.Dense.Backward<double>(x, w, dy, dx, dw, db, Batch, In, Out);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(dw, GradientCheck.Numeric(Loss, w)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    private static Tensor[] Compute(Device device, Tensor x, Tensor w, Tensor b, Tensor dy)
    {
        (x, w, b, dy) = (x.To(device), w.To(device), b.To(device), dy.To(device));
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = Ops.Dense.Apply(x, w, b);
        y.Backward(dy);
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
