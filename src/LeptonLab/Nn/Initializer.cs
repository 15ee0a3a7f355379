using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>Gives a parameter its first values.</summary>
/// <param name="parameter">What to fill.</param>
/// <param name="random">Where random numbers come from.</param>
public delegate void Initializer(Tensor parameter, RandomStream random);

/// <summary>The usual first values of parameters.</summary>
public static class Initializers
{
    /// <summary>All 0: for biases.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All 1: for the scales of normalizations.</summary>
    public static Initializer Ones { get; } = Constant(1);

    /// <summary>All the same number.</summary>
    public static Initializer Constant(float value) => (parameter, _) => parameter.AsSpan().Fill(value);

    /// <summary>Normal with mean 0.</summary>
    /// <param name="deviation">The standard deviation.</param>
    public static Initializer Normal(float deviation) => (parameter, random) =>
    {
        foreach (ref float element in parameter.AsSpan())
            element = (float)(0f + deviation * random.NextNormal());
    };

    /// <summary>Uniform in [−bound, bound).</summary>
    public static Initializer Uniform(float bound) => (parameter, random) =>
    {
        foreach (ref float element in parameter.AsSpan())
            element = random.NextSingle(-bound, bound);
    };

    /// <summary>
    /// Normal with variance 2 / fan-in, for layers in front of a ReLU (He et al., "Delving Deep into Rectifiers", ICCV 2015,
    /// eq. 10).
    /// </summary>
    /// <param name="fanIn">The number of terms in one output's sum.</param>
    public static Initializer He(int fanIn) => Normal(MathF.Sqrt(2f / fanIn));

    /// <summary>
    /// Uniform with variance 2 / (fan-in + fan-out), for layers in front of tanh, sigmoid or softmax (Glorot and Bengio,
    /// "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, eq. 16).
    /// </summary>
    public static Initializer Glorot(int fanIn, int fanOut) => Uniform(MathF.Sqrt(6f / ((float)fanIn + fanOut)));
}
