using System.Globalization;

namespace LeptonLab.Gpu;

/// <summary>How far a kernel's result is from the reference.</summary>
/// <param name="Largest">The largest difference; NaN if one of the two has a NaN where the other has none.</param>
/// <param name="At">Where it is, counted in the order of memory.</param>
/// <param name="Actual">What the kernel computed there.</param>
/// <param name="Expected">What the reference has there.</param>
public sealed record Comparison(double Largest, int At, float Actual, float Expected)
{
    /// <summary>Whether no difference is larger than this.</summary>
    public bool IsWithin(double tolerance) => Largest <= tolerance;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"largest difference {Largest:g3}, at {At}: {Actual:g6} instead of {Expected:g6}");
}
