using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class Conv2dReluPoolConformance
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernelHeight in Draw.OneOf(1, 2, 3, 3, 3, 4)
        from kernelWidth in Draw.OneOf(1, 2, 3, 3, 3, 4)
        from height in Gen.Int[2, 17]
        from width in Gen.Int[2, 40]
        from groups in Draw.OneOf(1, 1, 1, 2, 5)
        from inPerGroup in Draw.OneOf(1, 2, 3, 5, 16, 17, 33)
        from outPerGroup in Draw.OneOf(1, 3, 8, 10, 16, 17, 32, 40)
        from dilation in Draw.OneOf(1, 1, 1, 2)
        from stride in Gen.Int[1, 2]
        from padding in Gen.Int[0, 4]
        from seed in Draw.Seed
        let g = new Conv2dGeometry(
            batch, height, width, groups * inPerGroup, kernelHeight, kernelWidth, groups * outPerGroup, stride, padding, dilation, groups)
        where g.OutHeight >= 2 && g.OutWidth >= 2
        select (g, seed);

    // Gradients that skip the zeros are summed in another order.
    [Fact]
    public void Fused_and_separate_operations_agree_forward_to_the_bit_and_in_their_gradients() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            Tensor[] fused = Compute(Device.Cpu, g, seed, Fused(g));
            Tensor[] separate = Compute(Device.Cpu, g, seed, (x, w, b) => Ops.MaxPool2d.Apply(
                Ops.Relu.Apply(Ops.Conv2d.Apply(x, w, b, g.Stride, g.Padding, g.Dilation, g.Groups))));
            Assert.Equal(separate[0].ToArray(), fused[0].ToArray());
            foreach ((Tensor expected, Tensor actual) in separate.Zip(fused))
                Assert.InRange(Draw.Difference(expected, actual), 0, 1e-5);
        },
        iter: 200);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            (Device Device, double Tolerance)[] devices = Tolerances.For(seed);
            if (devices.Length == 0)
                return;
            (double[][] truth, byte[] places) = InDouble(g, seed);
            foreach ((Device device, double tolerance) in devices)
            {
                Tensor[] actual = Compute(device, g, seed, Fused(g));
                Assert.InRange(Draw.Difference(truth[0], actual[0]), 0, tolerance);
                // Of two values that differ in their last bits only, another may win in single precision, and the gradient
                // goes elsewhere: gradients can be compared where the same values won.
                if (!Places(device, g, seed).SequenceEqual(places))
                    continue;
                for (int i = 1; i < truth.Length; i++)
                    Assert.InRange(Draw.Difference(truth[i], actual[i]), 0, tolerance);
            }
        },
        iter: 100);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        var g = new Conv2dGeometry(2, 7, 8, 2, 3, 3, 3, Stride: 1, Padding: 1);
        double[] x = Draw.Doubles(2 * 7 * 8 * 2, 5, 1), w = Draw.Doubles(9 * 2 * 3, 5, 2), b = Draw.Doubles(3, 5, 3);
        int count = 2 * 3 * 4 * 3;
        double[] y = new double[count], dy = Draw.Doubles(count, 5, 4);
        var places = new byte[count];
        double Loss()
        {
            Ops.Conv2dReluPool.Forward<double>(x, w, b, y, places, g);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Loss();
        double[] dx = new double[x.Length], dw = new double[w.Length], db = new double[b.Length];
        Ops.Conv2dReluPool.Backward<double>(x, w, dy, places, dx, dw, db, g);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(dw, GradientCheck.Numeric(Loss, w)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    [Fact]
    public void Not_a_number_wins_its_window_and_is_no_dead_unit()
    {
        Tensor x = Draw.Tensor([1, 6, 38, 3], 1), w = Draw.Tensor([1, 1, 3, 17], 2), b = Draw.Tensor([17], 3);
        x[0, 3, 4, 1] = float.NaN;
        Tensor fused = Ops.Conv2dReluPool.Apply(x, w, b);
        Tensor separate = Ops.MaxPool2d.Apply(Ops.Relu.Apply(Ops.Conv2d.Apply(x, w, b)));
        Assert.Equal(separate.ToArray(), fused.ToArray());
        Assert.True(float.IsNaN(fused[0, 1, 2, 16]));
    }

    private static (double[][] Results, byte[] Places) InDouble(Conv2dGeometry g, ulong seed)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(Device.Plain, g, seed);
        Shape shape = [g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out];
        double[] y = new double[shape.Count], dy = Draw.ToDouble(Draw.Tensor(shape, seed, 4));
        double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count];
        var places = new byte[shape.Count];
        Ops.Conv2dReluPool.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, places, g);
        Ops.Conv2dReluPool.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(w), dy, places, dx, dw, db, g);
        return ([y, dx, dw, db], places);
    }

    private static byte[] Places(Device device, Conv2dGeometry g, ulong seed)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(device, g, seed);
        var y = new Tensor([g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out], device);
        var places = new PoolPlaces(y.Count, device);
        device.Kernel<Ops.Conv2dReluPool.IKernel>().Forward(x, w, b, y, places, g);
        GC.KeepAlive((x, w, b, y));
        return places.AsSpan().ToArray();
    }

    private static (Tensor X, Tensor W, Tensor B) Operands(Device device, Conv2dGeometry g, ulong seed) => (
        Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1).To(device),
        Draw.Tensor([g.KernelHeight, g.KernelWidth, g.InPerGroup, g.Out], seed, 2).To(device),
        Draw.Tensor([g.Out], seed, 3).To(device));

    private static Func<Tensor, Tensor, Tensor, Tensor> Fused(Conv2dGeometry g) =>
        (x, w, b) => Ops.Conv2dReluPool.Apply(x, w, b, g.Stride, g.Padding, g.Dilation, g.Groups);

    private static Tensor[] Compute(Device device, Conv2dGeometry g, ulong seed, Func<Tensor, Tensor, Tensor, Tensor> apply)
    {
        (Tensor x, Tensor w, Tensor b) = Operands(device, g, seed);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = apply(x, w, b);
        y.Backward(Draw.Tensor(y.Shape, seed, 4).To(device));
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
