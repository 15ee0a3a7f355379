using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class Conv2dActivationConformance
{
    private static readonly Gen<(Conv2dGeometry Geometry, Activation Activation, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernel in Gen.Int[1, 4]
        from height in Gen.Int[1, 12]
        from width in Gen.Int[1, 30]
        from @in in Draw.OneOf(1, 3, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 10, 16, 17, 40)
        from stride in Gen.Int[1, 2]
        from padding in Gen.Int[0, 2]
        from activation in Gen.Enum<Activation>()
        from seed in Draw.Seed
        where height + 2 * padding >= kernel && width + 2 * padding >= kernel
        select (new Conv2dGeometry(batch, height, width, @in, kernel, kernel, @out, stride, padding), activation, seed);

    [Fact]
    public void Fused_and_separate_operations_agree_to_the_bit() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, Activation activation, ulong seed) = sample;
            Tensor[] fused = Compute(Device.Cpu, g, seed, (x, w, b) =>
                Ops.Conv2dActivation.Apply(x, w, b, activation, g.Stride, g.Padding));
            Tensor[] separate = Compute(Device.Cpu, g, seed, (x, w, b) =>
                Draw.Activate(activation, Ops.Conv2d.Apply(x, w, b, g.Stride, g.Padding)));
            foreach ((Tensor expected, Tensor actual) in separate.Zip(fused))
                Assert.Equal(expected.ToArray(), actual.ToArray());
        },
        iter: 150);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, Activation activation, ulong seed) = sample;
            (Device Device, double Tolerance)[] devices = Tolerances.For(seed);
            if (devices.Length == 0)
                return;
            (Tensor x, Tensor w, Tensor b) = Operands(Device.Plain, g, seed);
            double[] y = new double[g.OutputShape.Count], dy = Draw.ToDouble(Draw.Tensor(g.OutputShape, seed, 4));
            double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count];
            Ops.Conv2dActivation.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, activation, g);
            // A unit that is alive in one precision only would decide the comparison.
            if (activation == Activation.Relu && y.Any(value => value is > 0 and < 1e-4))
                return;
            Ops.Conv2dActivation.Backward<double>(
                Draw.ToDouble(x), Draw.ToDouble(w), y, dy, dx, dw, db, activation, g);
            foreach ((Device device, double tolerance) in devices)
            {
                Tensor[] results = Compute(device, g, seed, (x, w, b) =>
                    Ops.Conv2dActivation.Apply(x, w, b, activation, g.Stride, g.Padding));
                foreach ((double[] expected, Tensor actual) in new[] { y, dx, dw, db }.Zip(results))
                    Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
            }
        },
        iter: 60);

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void Plain_loops_agree_with_finite_differences(Activation activation)
    {
        var g = new Conv2dGeometry(2, 5, 6, 2, 3, 3, 3, Stride: 1, Padding: 1);
        double[] x = Draw.Doubles(2 * 5 * 6 * 2, 5, 1), w = Draw.Doubles(9 * 2 * 3, 5, 2), b = Draw.Doubles(3, 5, 3);
        double[] y = new double[g.OutputShape.Count], dy = Draw.Doubles(y.Length, 5, 4);
        double Loss()
        {
            Ops.Conv2dActivation.Forward<double>(x, w, b, y, activation, g);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Loss();
        double[] dx = new double[x.Length], dw = new double[w.Length], db = new double[b.Length];
        Ops.Conv2dActivation.Backward<double>(x, w, y, dy, dx, dw, db, activation, g);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(dw, GradientCheck.Numeric(Loss, w)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void Not_a_number_and_infinity_pass_as_in_the_separate_operations(Activation activation)
    {
        var g = new Conv2dGeometry(1, 6, 19, 3, 3, 3, 17, Stride: 1, Padding: 1);
        Tensor[] Run(Func<Tensor, Tensor, Tensor, Tensor> apply) => Compute(Device.Cpu, g, 1, (x, w, b) =>
        {
            x[0, 3, 4, 1] = float.NaN;
            x[0, 0, 12, 2] = float.NegativeInfinity;
            return apply(x, w, b);
        });
        Tensor[] fused = Run((x, w, b) => Ops.Conv2dActivation.Apply(x, w, b, activation, 1, 1));
        Tensor[] separate = Run((x, w, b) => Draw.Activate(activation, Ops.Conv2d.Apply(x, w, b, 1, 1)));
        foreach ((Tensor expected, Tensor actual) in separate.Zip(fused))
            Assert.Equal(expected.ToArray(), actual.ToArray());
        Assert.True(float.IsNaN(fused[0][0, 2, 3, 16]));
    }

    private static (Tensor X, Tensor W, Tensor B) Operands(Device device, Conv2dGeometry g, ulong seed) => (
        Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1).To(device),
        Draw.Tensor([g.KernelHeight, g.KernelWidth, g.In, g.Out], seed, 2).To(device),
        Draw.Tensor([g.Out], seed, 3).To(device));

    private static Tensor[] Compute(
        Device device, Conv2dGeometry g, ulong seed, Func<Tensor, Tensor, Tensor, Tensor> apply)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(device, g, seed);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = apply(x, w, b);
        y.Backward(Draw.Tensor(y.Shape, seed, 4).To(device));
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
