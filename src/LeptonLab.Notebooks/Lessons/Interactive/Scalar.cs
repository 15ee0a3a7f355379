using LeptonLab.Notebooks.Lessons.Interactive;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A number that remembers how it was computed, to be shown in a <see cref="ComputationGraph"/>:
/// <code>
/// Scalar x = new("x", 2), w = new("w", -1);
/// ComputationGraph.Of((x * w).Sigmoid().Named("y"))
/// </code>
/// For lessons: one number at a time, in double. Networks are made of <see cref="Tensor"/>.
/// </summary>
public sealed class Scalar
{
    private static long _made;

    /// <summary>Makes an input.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="value">Its value.</param>
    public Scalar(string name, double value)
        : this(ScalarOperation.Input, value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    private Scalar(ScalarOperation operation, double value, params Scalar[] inputs)
    {
        Operation = operation;
        Value = value;
        Inputs = inputs;
        Made = Interlocked.Increment(ref _made);
    }

    /// <summary>What it is called; empty if nobody gave it a name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its value.</summary>
    public double Value { get; }

    /// <summary>How it was computed.</summary>
    internal ScalarOperation Operation { get; }

    /// <summary>What it was computed from.</summary>
    internal IReadOnlyList<Scalar> Inputs { get; }

    /// <summary>When it was made: later than everything that it was computed from.</summary>
    internal long Made { get; }

    /// <summary>Gives it a name, and gives it back.</summary>
    public Scalar Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        return this;
    }

    /// <summary>A number that stays as it is.</summary>
    public static implicit operator Scalar(double value) => new(ScalarOperation.Constant, value);

    /// <summary>a + b.</summary>
    public static Scalar operator +(Scalar a, Scalar b) => Of(ScalarOperation.Add, a, b);

    /// <summary>a − b.</summary>
    public static Scalar operator -(Scalar a, Scalar b) => Of(ScalarOperation.Subtract, a, b);

    /// <summary>a · b.</summary>
    public static Scalar operator *(Scalar a, Scalar b) => Of(ScalarOperation.Multiply, a, b);

    /// <summary>a / b.</summary>
    public static Scalar operator /(Scalar a, Scalar b) => Of(ScalarOperation.Divide, a, b);

    /// <summary>x².</summary>
    public Scalar Square() => Of(ScalarOperation.Square, this);

    /// <summary>eˣ.</summary>
    public Scalar Exp() => Of(ScalarOperation.Exp, this);

    /// <summary>ln x.</summary>
    public Scalar Log() => Of(ScalarOperation.Log, this);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Scalar Sigmoid() => Of(ScalarOperation.Sigmoid, this);

    /// <summary>tanh x.</summary>
    public Scalar Tanh() => Of(ScalarOperation.Tanh, this);

    /// <summary>max(x, 0).</summary>
    public Scalar Relu() => Of(ScalarOperation.Relu, this);

    /// <summary>For example <c>x = 2</c>.</summary>
    public override string ToString() => Name.Length > 0 ? $"{Name} = {Value:G6}" : $"{Value:G6}";

    private static Scalar Of(ScalarOperation operation, params Scalar[] inputs)
    {
        foreach (Scalar input in inputs)
            ArgumentNullException.ThrowIfNull(input);
        return new(operation, operation.Forward(inputs[0].Value, inputs[^1].Value), inputs);
    }
}
