using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Functions of one number: activations, exp, log, roots, powers.</summary>
public class ElementwiseConformance
{
    private static readonly string[] All =
    [
        "LeakyRelu", "LeakyRelu 0.2", "Elu", "Elu 0.5", "Gelu", "Gelu tanh", "Silu", "Softplus", "Exp", "Log", "Sqrt", "Abs", "Clamp",
        "Pow 2", "Pow 3", "Pow -1", "Pow 0", "Pow 2.5", "Pow -2", "Pow 1",
    ];

    public static TheoryData<string> Names => [.. All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_device_agrees_with_the_plain_loops_in_double(string name) => Gen.Select(Gen.Int[1, 300], Draw.Seed).Sample(
        (count, seed) => Of(name, [count]).HoldToPlainLoops(seed), iter: 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_and_empty_tensors_agree_too(string name)
    {
        Of(name, [3, 25_000]).HoldToPlainLoops(1);
        Of(name, [3, 0]).HoldToPlainLoops(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_loops_agree_with_finite_differences(string name) => Of(name, [60]).HoldToFiniteDifferences(2);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_an_ordinary_number_passes_as_in_the_plain_loops(string name)
    {
        // What overflows in single precision does not in the plain loops in double.
        float smallest = name is "Log" or "Pow -1" or "Pow -2" ? 1e-10f : 1e-41f;
        float[] ends = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, smallest, 1e-6f, -1e-6f, 60, -60, 1000, -1000];
        foreach (float end in ends)
        {
            // One at a time: the tolerance is relative to the largest.
            Tensor x = Tensor.From([.. Enumerable.Repeat(end, 17)], [17]);
            Of(name, [17]).HoldToPlainLoops([x], 1);
        }
    }

    [Fact]
    public void Small_numbers_keep_their_digits()
    {
        foreach (float x in new[] { -1e-20f, -1e-6f, -0.1f, -0.34f, -0.35f })
            Assert.Equal(1, Elu.Apply(Tensor.Full([1], x)).Item() / (x * (1 + x / 2.0 * (1 + x / 3.0 * (1 + x / 4.0 * (1 + x / 5.0 * (1 + x / 6.0)))))), 1e-5);
        Assert.Equal(Math.Exp(-50), Softplus.Apply(Tensor.Full([1], -50)).Item() / 1.0, 1e-28);
        Assert.Equal(-10 / (1 + Math.Exp(2 * 0.7978845608 * (10 + 44.715))), Gelu.Apply(Tensor.Full([1], -10), approximate: true).Item(), 1e-36);
    }

    [Fact]
    public void Bounds_and_slopes_are_checked()
    {
        Tensor x = Tensor.Ones([2]);
        Assert.Contains("lower bound 2", Assert.Throws<ArgumentException>(() => x.Clamp(2, 1)).Message);
        Assert.Contains("lower bound NaN", Assert.Throws<ArgumentException>(() => x.Clamp(float.NaN)).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => new LeptonLab.Nn.LeakyRelu(float.NaN)).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => new LeptonLab.Nn.Elu(float.PositiveInfinity)).Message);
    }

    private delegate void Loop(ReadOnlySpan<double> x, Span<double> y);

    private delegate void GradientLoop(ReadOnlySpan<double> x, ReadOnlySpan<double> dy, Span<double> dx);

    private static Operation Of(string name, Shape shape)
    {
        float p = name.Split(' ') is [_, { } number] && float.TryParse(number, out float value) ? value : 0;
        return name.Split(' ')[0] switch
        {
            "LeakyRelu" when p == 0 => One(shape, x => LeakyRelu.Apply(x), (x, y) => LeakyRelu.Forward(x, y, 0.01f), (x, dy, dx) => LeakyRelu.Backward(x, dy, dx, 0.01f)),
            "LeakyRelu" => One(shape, x => LeakyRelu.Apply(x, p), (x, y) => LeakyRelu.Forward(x, y, p), (x, dy, dx) => LeakyRelu.Backward(x, dy, dx, p)),
            "Elu" when p == 0 => One(shape, x => Elu.Apply(x), (x, y) => Elu.Forward(x, y, 1), (x, dy, dx) => Elu.Backward(x, dy, dx, 1)),
            "Elu" => One(shape, x => Elu.Apply(x, p), (x, y) => Elu.Forward(x, y, p), (x, dy, dx) => Elu.Backward(x, dy, dx, p)),
            "Gelu" => Gaussian(shape, approximate: name != "Gelu"),
            "Silu" => One(shape, Silu.Apply, Silu.Forward, Silu.Backward),
            "Softplus" => One(shape, Softplus.Apply, Softplus.Forward, Softplus.Backward),
            "Exp" => One(shape, Exp.Apply, Exp.Forward, Exp.Backward, ofResult: true),
            "Log" => Positive(One(shape, Log.Apply, Log.Forward, Log.Backward)),
            "Sqrt" => Positive(One(shape, Sqrt.Apply, Sqrt.Forward, Sqrt.Backward, ofResult: true)),
            "Abs" => One(shape, Abs.Apply, Abs.Forward, Abs.Backward),
            "Clamp" => One(shape, x => x.Clamp(-1.5f, 2), (x, y) => Clamp.Forward(x, y, -1.5, 2), (x, dy, dx) => Clamp.Backward(x, dy, dx, -1.5, 2)),
            _ => Power(shape, p),
        };
    }

    private static Operation Gaussian(Shape shape, bool approximate) => One(
        shape,
        x => Gelu.Apply(x, approximate),
        (x, y) => Gelu.Forward(x, y, approximate),
        (x, dy, dx) => Gelu.Backward(x, dy, dx, approximate));

    private static Operation Power(Shape shape, float p)
    {
        Operation power = One(shape, x => x.Pow(p), (x, y) => Pow.Forward(x, y, p), (x, dy, dx) => Pow.Backward(x, dy, dx, p));
        return p > 1 && p == MathF.Floor(p) ? power : Positive(power);
    }

    private static Operation Positive(Operation operation) => operation with
    {
        DrawInputs = seed =>
        {
            Tensor x = Draw.Tensor(operation.Inputs[0], seed);
            foreach (ref float value in x.AsSpan())
                value = MathF.Abs(value) + 0.1f;
            return [x];
        },
    };

    private static Operation One(Shape shape, Func<Tensor, Tensor> apply, Loop forward, GradientLoop backward, bool ofResult = false)
    {
        double[] Forward(double[] x)
        {
            var y = new double[x.Length];
            forward(x, y);
            return y;
        }

        return new(
            [shape],
            x => apply(x[0]),
            x => Forward(x[0]),
            (x, dy) =>
            {
                var dx = new double[dy.Length];
                backward(ofResult ? Forward(x[0]) : x[0], dy, dx);
                return [dx];
            })
        {
            DrawInputs = seed =>
            {
                Tensor x = Draw.Tensor(shape, seed);
                foreach (ref float value in x.AsSpan())
                    value *= 4;
                return [x];
            },
        };
    }
}
