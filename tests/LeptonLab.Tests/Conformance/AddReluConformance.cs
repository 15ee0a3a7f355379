using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class AddReluConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Gen.Select(Gen.Int[0, 200], Draw.Seed).Sample((count, seed) =>
    {
        Tensor a = Draw.Tensor([count], seed, 1), b = Draw.Tensor([count], seed, 2);
        if (count > 3)
            (a[0], a[count / 2], b[count - 1]) = (-b[0], float.NaN, float.NegativeInfinity);
        AddRelu([count]).HoldToPlainLoops([a, b], seed);
    });

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => AddRelu([50]).HoldToFiniteDifferences(1);

    [Fact]
    public void The_bits_are_those_of_the_sum_and_the_rectifier_one_after_the_other()
    {
        Tensor a = Draw.Tensor([1, 77], 1), b = Draw.Tensor([1, 77], 2);
        Assert.Equal(Ops.Relu.Apply(Ops.Add.Apply(a, b)).ToArray(), Ops.AddRelu.Apply(a, b).ToArray());
    }

    [Fact]
    public void Different_shapes_are_refused() => Assert.Contains(
        "[2, 3] and [3, 2]", Assert.Throws<ShapeException>(() => Ops.AddRelu.Apply(Tensor.Ones([2, 3]), Tensor.Ones([3, 2]))).Message);

    private static Operation AddRelu(Shape shape) => new(
        [shape, shape],
        x => Ops.AddRelu.Apply(x[0], x[1]),
        x =>
        {
            var y = new double[x[0].Length];
            Ops.AddRelu.Forward<double>(x[0], x[1], y);
            return y;
        },
        (x, dy) =>
        {
            double[] y = new double[dy.Length], dx = new double[dy.Length];
            Ops.AddRelu.Forward<double>(x[0], x[1], y);
            Ops.AddRelu.Backward<double>(y, dy, dx);
            return [dx, dx];
        });
}
