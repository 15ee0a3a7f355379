using System.Numerics;

namespace LeptonLab.Numerics;

// For the plain loops, which are generic: each value is computed in double and rounded once.
public static partial class PortableMath
{
    /// <summary>eˣ.</summary>
    public static T Exp<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Exp(double.CreateTruncating(x)));

    /// <summary>ln x; −∞ at 0, NaN below.</summary>
    public static T Log<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Log(double.CreateTruncating(x)));

    /// <summary>eˣ − 1 without losing the digits of a small x.</summary>
    public static T ExpM1<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(ExpM1(double.CreateTruncating(x)));

    /// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
    public static T Sigmoid<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Sigmoid(double.CreateTruncating(x)));

    /// <summary>ln(1 + eˣ).</summary>
    public static T Softplus<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Softplus(double.CreateTruncating(x)));

    /// <summary>tanh x.</summary>
    public static T Tanh<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Tanh(double.CreateTruncating(x)));

    /// <summary>The error function.</summary>
    public static T Erf<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Erf(double.CreateTruncating(x)));

    /// <summary>xʸ.</summary>
    public static T Pow<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.CreateTruncating(Pow(double.CreateTruncating(x), double.CreateTruncating(y)));
}
