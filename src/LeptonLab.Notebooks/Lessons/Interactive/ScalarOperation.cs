using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Interactive;

/// <summary>
/// One operation of a computation graph: its value, and its local slopes, by which a gradient is multiplied on its way back. The
/// script of the graph has the same table.
/// </summary>
/// <param name="Symbol">As the script knows it.</param>
/// <param name="Text">As a reader reads it; {0} and {1} are the inputs.</param>
/// <param name="Forward">The value; an operation of one input gets it twice.</param>
/// <param name="Slopes">∂/∂a and ∂/∂b at a and b.</param>
internal sealed record ScalarOperation(
    string Symbol, string Text, Func<double, double, double> Forward, Func<double, double, (double A, double B)> Slopes)
{
    public static readonly ScalarOperation Input = new("input", "", (_, _) => 0, (_, _) => (0, 0));
    public static readonly ScalarOperation Constant = new("constant", "", (_, _) => 0, (_, _) => (0, 0));
    public static readonly ScalarOperation Add = new("+", "{0} + {1}", (a, b) => a + b, (_, _) => (1, 1));
    public static readonly ScalarOperation Subtract = new("-", "{0} − {1}", (a, b) => a - b, (_, _) => (1, -1));
    public static readonly ScalarOperation Multiply = new("*", "{0} · {1}", (a, b) => a * b, (a, b) => (b, a));
    public static readonly ScalarOperation Divide = new("/", "{0} / {1}", (a, b) => a / b, (a, b) => (1 / b, -a / (b * b)));
    public static readonly ScalarOperation Square = new("square", "({0})²", (a, _) => a * a, (a, _) => (2 * a, 0));
    public static readonly ScalarOperation Exp = new("exp", "exp({0})", (a, _) => PortableMath.Exp(a), (a, _) => (PortableMath.Exp(a), 0));
    public static readonly ScalarOperation Log = new("log", "log({0})", (a, _) => PortableMath.Log(a), (a, _) => (1 / a, 0));
    public static readonly ScalarOperation Sigmoid = new(
        "sigmoid", "σ({0})", (a, _) => PortableMath.Sigmoid(a), (a, _) => (PortableMath.Sigmoid(a) * (1 - PortableMath.Sigmoid(a)), 0));

    public static readonly ScalarOperation Tanh = new(
        "tanh", "tanh({0})", (a, _) => PortableMath.Tanh(a), (a, _) => (1 - PortableMath.Tanh(a) * PortableMath.Tanh(a), 0));

    public static readonly ScalarOperation Relu = new("relu", "relu({0})", (a, _) => Math.Max(a, 0), (a, _) => (a > 0 ? 1 : 0, 0));
}
