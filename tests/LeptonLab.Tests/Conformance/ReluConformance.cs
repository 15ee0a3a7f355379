using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class ReluConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Gen.Select(Gen.Int[1, 200], Draw.Seed).Sample((count, seed) =>
    {
        Tensor x = Draw.Tensor([count], seed, 1);
        x[0] = 0;
        x[count / 2] = float.NaN;
        x[count - 1] = count % 2 == 0 ? float.NegativeInfinity : -0f;
        Relu([count]).HoldToPlainLoops([x], seed);
    });

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Relu([50]).HoldToFiniteDifferences(1);

    private static Operation Relu(Shape shape) => new(
        [shape],
        x => Ops.Relu.Apply(x[0]),
        x =>
        {
            var y = new double[x[0].Length];
            Ops.Relu.Forward<double>(x[0], y);
            return y;
        },
        (x, dy) =>
        {
            var dx = new double[x[0].Length];
            Ops.Relu.Backward<double>(x[0], dy, dx);
            return [dx];
        });
}
