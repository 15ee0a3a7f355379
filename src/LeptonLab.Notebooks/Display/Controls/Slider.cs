using System.Globalization;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Display;

/// <summary>A number between two ends: <c>var rate = new Slider("Learning rate", 0.001, 0.1, 0.01);</c>.</summary>
public sealed class Slider : Control<double>
{
    private const int LeastSteps = 100;
    private const int MostSteps = 100_000;

    /// <summary>Makes a slider.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="from">The least value.</param>
    /// <param name="to">The greatest value.</param>
    /// <param name="value">The value at first.</param>
    /// <param name="step">The distance of two values; by default 1 between whole numbers that are far enough apart, otherwise a power of ten.</param>
    /// <exception cref="ArgumentException">The ends are in the wrong order, or the value is not between them.</exception>
    public Slider(string label, double from, double to, double value, double? step = null) : base(label, value)
    {
        if (!(from < to) || !double.IsFinite(from) || !double.IsFinite(to))
            throw new ArgumentException($"The slider \"{label}\" goes from {from} to {to}; the first end must be less than the second.", nameof(from));
        From = from;
        To = to;
        bool whole = double.IsInteger(from) && double.IsInteger(to) && double.IsInteger(value) && to - from >= 3;
        Step = step ?? (whole ? 1 : FittingStep(from, to, value));
        if (!(Step > 0))
            throw new ArgumentException($"The slider \"{label}\" has the step {Step}; a step is greater than 0.", nameof(step));
        Checked(value);
    }

    /// <summary>The least value.</summary>
    public double From { get; }

    /// <summary>The greatest value.</summary>
    public double To { get; }

    /// <summary>The distance of two values.</summary>
    public double Step { get; }

    /// <summary>The value as a whole number, rounded.</summary>
    public int Whole => (int)Math.Round(Value);

    // Clients count steps from the lower end: the value at first must be one of them, or they show another.
    private static double FittingStep(double from, double to, double value)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10((to - from) / LeastSteps)));
        while (Math.Abs(Math.IEEERemainder(value - from, step)) > step * 1e-6 && (to - from) / step < MostSteps)
            step /= 10;
        return step;
    }

    private protected override string Model => "FloatSlider";

    private protected override string Style => "Slider";

    private protected override string ValueText => Value.ToString("G6", CultureInfo.InvariantCulture);

    private protected override double Checked(double value) => value >= From && value <= To
        ? value
        : throw new ArgumentException($"The slider \"{Label}\" goes from {From} to {To}; {value} is not between them.", nameof(value));

    private protected override JsonObject ValueState() => new() { ["value"] = Value };

    private protected override JsonObject State() => new()
    {
        ["value"] = Value,
        ["min"] = From,
        ["max"] = To,
        ["step"] = Step,
        ["continuous_update"] = true,
        ["orientation"] = "horizontal",
        ["readout"] = true,
        ["readout_format"] = double.IsInteger(Step) && double.IsInteger(From) ? "d" : ".4~g",
        ["behavior"] = "drag-tap",
    };

    private protected override void Take(JsonObject state)
    {
        if (state["value"] is JsonValue value && value.TryGetValue(out double number))
            Set(Math.Clamp(number, From, To));
    }
}
