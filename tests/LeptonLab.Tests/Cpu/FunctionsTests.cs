using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Cpu;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Cpu;

/// <summary>The elementary functions against double precision, in units in the last place of the truth.</summary>
public unsafe class FunctionsTests
{
    private const int Step = 997;
    private static readonly int[] Widths = [512, 256, 128, 32];

    private static readonly float[] Edges =
    [
        0, -0f, float.Epsilon, -float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, 1e-30f, -1e-30f, 0.5f, 0.55f, 0.85f, 1, -1, 4,
        9.1f, 17.4f, 87.33655f, 88.72283f, 88.72284f, 88.9f, 89, 100, -87.33654f, -87.4f, -103.9f, -103.98f, -104, -105, 1e30f,
        -1e30f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0.70710677f,
        0.7071068f, 1.41421354f, 0.99999994f, 1.00000012f,
    ];

    public static TheoryData<string> Names => ["exp", "log", "tanh", "sigmoid", "erf", "expm1", "softplus"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_error_is_within_the_stated_bound(string name) => Assert.Empty(Misses(name, Step));

    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public void The_error_is_within_the_stated_bound_for_every_float(string name) => Assert.Empty(Misses(name, 1));

    [Theory]
    [MemberData(nameof(Names))]
    [InlineData("gelu")]
    [InlineData("decay")]
    [InlineData("gate")]
    public void Every_vector_width_gives_the_same_bits(string name)
    {
        float[] x = [.. Sample(20 * Step), .. Edges];
        byte[][] bits = [.. Widths.Select(width => MemoryMarshal.AsBytes<float>(Apply(name, width, x)).ToArray())];
        Assert.All(bits, other => Assert.Equal(bits[0], other));
    }

    [Fact]
    public void The_gaussian_unit_is_within_its_bounds()
    {
        float[] x = Sample(Step), y = Apply("gelu", 512, x);
        for (int i = 0; i < x.Length; i++)
        {
            if (!float.IsFinite(x[i]))
                continue;
            double truth = 0.5 * x[i] * (1 + Erf(x[i] * Math.Sqrt(0.5)));
            Assert.InRange(Math.Abs(y[i] - truth), 0, x[i] < 0 ? 5.2e-8 : 2.6 * Ulp(truth));
        }
    }

    [Fact]
    public void The_short_forms_are_within_their_bounds()
    {
        float[] x = Sample(Step), decay = Apply("decay", SimdWidth.Bits, x), gate = Apply("gate", SimdWidth.Bits, x);
        for (int i = 0; i < x.Length; i++)
        {
            double e = PortableMath.Exp(x[i]), s = PortableMath.Sigmoid(x[i]);
            if (x[i] <= 0)
                Assert.InRange(Math.Abs(decay[i] - e), 0, x[i] < -87.33f ? 1.3e-38 : 1.1 * Ulp(e));
            if (float.IsFinite(x[i]))
                Assert.InRange(Math.Abs(gate[i] - s), 0, x[i] < -87.33f ? 1.3e-38 : 2.1 * Ulp(s));
        }
    }

    [Fact]
    public void What_is_not_a_finite_number_goes_where_the_mathematics_says()
    {
        float[] ends = [float.NegativeInfinity, float.PositiveInfinity, float.NaN, -0f];
        Assert.Equal([0, float.PositiveInfinity, float.NaN, 1], Apply("exp", 256, ends));
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NaN, float.NegativeInfinity], Apply("log", 256, ends));
        Assert.Equal([-1, 1, float.NaN, -0f], Apply("tanh", 256, ends));
        Assert.Equal([0, 1, float.NaN, 0.5f], Apply("sigmoid", 256, ends));
        Assert.Equal([-1, 1, float.NaN, -0f], Apply("erf", 256, ends));
        Assert.Equal([-1, float.PositiveInfinity, float.NaN, -0f], Apply("expm1", 256, ends));
        Assert.Equal([0, float.PositiveInfinity, float.NaN, 0.6931472f], Apply("softplus", 256, ends));
    }

    [Fact]
    public void Minus_zero_stays_minus_zero()
    {
        foreach (string name in (string[])["tanh", "erf"])
        foreach (int width in (int[])[SimdWidth.Bits, 32])
            Assert.All(Apply(name, width, [-0f, -0f, -0f]), y => Assert.True(y == 0 && float.IsNegative(y)));
        Assert.True(double.IsNegative(PortableMath.Tanh(-0.0)));
    }

    /// <summary>The bits of all functions over some thousands of numbers, with this machine's vectors and without.</summary>
    internal static string Fingerprint()
    {
        float[] x = [.. Sample(500 * Step), .. Edges];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in (string[])["exp", "log", "tanh", "sigmoid", "erf", "gelu", "expm1", "softplus"])
        foreach (int width in (int[])[SimdWidth.Bits, 32])
            hash.AppendData(MemoryMarshal.AsBytes<float>(Apply(name, width, x)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static List<string> Misses(string name, int step)
    {
        (Func<double, double> truth, double bound) = name switch
        {
            "exp" => ((Func<double, double>)PortableMath.Exp, 0.9),
            "log" => (PortableMath.Log, 0.84),
            "tanh" => (PortableMath.Tanh, 1.43),
            "sigmoid" => (PortableMath.Sigmoid, 1.97),
            "expm1" => (PortableMath.ExpM1, 3.7),
            "softplus" => (PortableMath.Softplus, 2.5),
            _ => (Erf, 1.21),
        };
        var misses = new List<string>();
        Parallel.ForEach(Blocks(step), x =>
        {
            float[] y = Apply(name, SimdWidth.Bits, x);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = truth(x[i]);
                bool right = double.IsFinite((float)expected)
                    ? Math.Abs(y[i] - expected) <= bound * Ulp(expected)
                    : y[i].Equals((float)expected);
                if (!right)
                {
                    lock (misses)
                        misses.Add($"{name}({x[i]:R}) = {y[i]:R}, not {expected:R}: {Math.Abs(y[i] - expected) / Ulp(expected):F2} ulp");
                }
            }
        });
        return misses;
    }

    // Every step-th bit pattern of all 2³², in blocks.
    private static IEnumerable<float[]> Blocks(int step)
    {
        const int Block = 1 << 16;
        yield return Edges;
        for (long first = 0; first < 1L << 32; first += (long)Block * step)
        {
            var block = new float[Math.Min(Block, ((1L << 32) - first + step - 1) / step)];
            for (int i = 0; i < block.Length; i++)
                block[i] = BitConverter.UInt32BitsToSingle((uint)(first + (long)i * step));
            yield return block;
        }
    }

    private static float[] Sample(int step) => [.. Blocks(step).SelectMany(block => block)];

    private static float[] Apply(string name, int width, float[] x) => name switch
    {
        "exp" => Apply<ExpFunction>(width, x),
        "log" => Apply<LogFunction>(width, x),
        "tanh" => Apply<TanhFunction>(width, x),
        "sigmoid" => Apply<SigmoidFunction>(width, x),
        "erf" => Apply<ErfFunction>(width, x),
        "expm1" => Apply<ExpM1Function>(width, x),
        "softplus" => Apply<SoftplusFunction>(width, x),
        "decay" => Apply<DecayFunction>(width, x),
        "gate" => Apply<GateFunction>(width, x),
        _ => Apply<GeluFunction>(width, x),
    };

    private static float[] Apply<TFunction>(int width, float[] x)
        where TFunction : struct, IFunction
    {
        Tensor from = Tensor.From(x, [x.Length]), to = Tensor.Zeros([x.Length]);
        switch (width)
        {
            case 512: Map<TFunction>.Run<Simd512>(from.Pointer, to.Pointer, x.Length); break;
            case 256: Map<TFunction>.Run<Simd256>(from.Pointer, to.Pointer, x.Length); break;
            case 128: Map<TFunction>.Run<Simd128>(from.Pointer, to.Pointer, x.Length); break;
            default: Map<TFunction>.Run<Simd32>(from.Pointer, to.Pointer, x.Length); break;
        }

        GC.KeepAlive(from);
        return to.ToArray();
    }

    private static double Ulp(double truth) =>
        Math.ScaleB(1, (truth == 0 ? -126 : Math.Max(-126, Math.ILogB(truth))) - 23);

    // erf x = 2/√π e^{−x²} Σ 2ⁿ x^{2n+1} / (1 · 3 · … · (2n + 1)): all terms have the same sign, so no digit is lost.
    private static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 6)
            return double.IsNaN(x) ? x : Math.Sign(x);
        double sum = 0, term = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum) && n < 200; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }

        return x == 0 ? x : sum * 1.1283791670955126 * PortableMath.Exp(-x * x);
    }
}
