using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class DenseActivationConformance
{
    private static readonly Gen<(int Batch, int In, int Out, Activation Activation, ulong Seed)> Cases =
        from batch in Gen.Int[1, 40]
        from @in in Gen.OneOf(Gen.Int[1, 70], Draw.OneOf(300, 5000))
        from @out in Gen.OneOf(Gen.Int[1, 70], Draw.OneOf(130))
        from activation in Gen.Enum<Activation>()
        from seed in Draw.Seed
        select (batch, @in, @out, activation, seed);

    [Fact]
    public void Fused_and_separate_operations_agree_to_the_bit() => Cases.Sample(
        sample =>
        {
            (int batch, int @in, int @out, Activation activation, ulong seed) = sample;
            Tensor[] fused = Compute(Device.Cpu, batch, @in, @out, seed, (x, w, b) =>
                Ops.DenseActivation.Apply(x, w, b, activation));
            Tensor[] separate = Compute(Device.Cpu, batch, @in, @out, seed, (x, w, b) =>
                Draw.Activate(activation, Ops.Dense.Apply(x, w, b)));
            foreach ((Tensor expected, Tensor actual) in separate.Zip(fused))
                Assert.Equal(expected.ToArray(), actual.ToArray());
        },
        iter: 60);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (int batch, int @in, int @out, Activation activation, ulong seed) = sample;
            (Tensor x, Tensor w, Tensor b) = Operands(Device.Plain, batch, @in, @out, seed);
            double[] y = new double[batch * @out], dy = Draw.ToDouble(Draw.Tensor([batch, @out], seed, 4));
            double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count];
            Ops.DenseActivation.Forward<double>(
                Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, activation, batch, @in, @out);
            // A unit that is alive in one precision only would decide the comparison.
            if (activation == Activation.Relu && y.Any(value => value is > 0 and < 1e-4))
                return;
            Ops.DenseActivation.Backward<double>(
                Draw.ToDouble(x), Draw.ToDouble(w), y, dy, dx, dw, db, activation, batch, @in, @out);
            foreach ((Device device, double tolerance) in Tolerances.All)
            {
                Tensor[] results = Compute(device, batch, @in, @out, seed, (x, w, b) =>
                    Ops.DenseActivation.Apply(x, w, b, activation));
                foreach ((double[] expected, Tensor actual) in new[] { y, dx, dw, db }.Zip(results))
                    Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
            }
        },
        iter: 40);

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void Plain_loops_agree_with_finite_differences(Activation activation)
    {
        const int Batch = 3, In = 5, Out = 4;
        double[] x = Draw.Doubles(Batch * In, 1), w = Draw.Doubles(In * Out, 2), b = Draw.Doubles(Out, 3);
        double[] y = new double[Batch * Out], dy = Draw.Doubles(Batch * Out, 4);
        double Loss()
        {
            Ops.DenseActivation.Forward<double>(x, w, b, y, activation, Batch, In, Out);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Loss();
        double[] dx = new double[x.Length], dw = new double[w.Length], db = new double[b.Length];
        Ops.DenseActivation.Backward<double>(x, w, y, dy, dx, dw, db, activation, Batch, In, Out);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(dw, GradientCheck.Numeric(Loss, w)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    // Weights of size 1/√in, as an initializer draws them: the sums are then of size 1, where the activations bend.
    private static (Tensor X, Tensor W, Tensor B) Operands(Device device, int batch, int @in, int @out, ulong seed)
    {
        Tensor w = Draw.Tensor([@in, @out], seed, 2);
        foreach (ref float weight in w.AsSpan())
            weight /= MathF.Sqrt(@in);
        return (Draw.Tensor([batch, @in], seed, 1).To(device), w.To(device), Draw.Tensor([@out], seed, 3).To(device));
    }

    private static Tensor[] Compute(
        Device device, int batch, int @in, int @out, ulong seed, Func<Tensor, Tensor, Tensor, Tensor> apply)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(device, batch, @in, @out, seed);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = apply(x, w, b);
        y.Backward(Draw.Tensor(y.Shape, seed, 4).To(device));
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
