namespace LeptonLab.Autograd;

/// <summary>
/// Holds an analytic gradient to finite differences in double precision:
/// <c>∂L/∂xᵢ ≈ (L(x + εeᵢ) − L(x − εeᵢ)) / 2ε</c>, whose error is O(ε²) plus rounding of about 10⁻¹⁶/ε, smallest near
/// ε = 10⁻⁵ (Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, §8.1).
/// </summary>
public static class GradientCheck
{
    /// <summary>The usual step.</summary>
    public const double DefaultStep = 1e-5;

    /// <summary>The numeric gradient of a function at a point.</summary>
    /// <param name="loss">The function; it reads <paramref name="x"/>.</param>
    /// <param name="x">The point; every element is moved by ±<paramref name="step"/> and put back.</param>
    /// <param name="step">ε.</param>
    public static double[] Numeric(Func<double> loss, double[] x, double step = DefaultStep)
    {
        var gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double kept = x[i];
            x[i] = kept + step;
            double above = loss();
            x[i] = kept - step;
            double below = loss();
            x[i] = kept;
            gradient[i] = (above - below) / (2 * step);
        }

        return gradient;
    }

    /// <summary>
    /// The distance of two gradients relative to their size, ‖a − b‖ / max(‖a‖, ‖b‖); 0 if both are zero, NaN if either
    /// has a NaN.
    /// </summary>
    public static double RelativeDifference(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"The gradients have {a.Length} and {b.Length} elements.");
        double difference = 0, normA = 0, normB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            normA += a[i] * a[i];
            normB += b[i] * b[i];
        }

        double norm = Math.Sqrt(Math.Max(normA, normB));
        return difference == 0 ? 0 : Math.Sqrt(difference) / norm;
    }
}
