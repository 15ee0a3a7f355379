namespace LeptonLab.Training;

/// <summary>What schedules share.</summary>
internal static class ScheduleMath
{
    internal static double CheckRate(double rate, string name = "learningRate")
    {
        if (!(rate > 0) || double.IsInfinity(rate))
            throw new ArgumentOutOfRangeException(name, $"A learning rate is a positive number; it was {rate}.");
        return rate;
    }

    /// <summary>A rate that a schedule ends with: it may be 0, but not above the one that it starts with.</summary>
    internal static double CheckLast(double last, double first, string name)
    {
        if (!(last >= 0 && last <= first))
            throw new ArgumentOutOfRangeException(name, $"The last learning rate is from 0 to the first one, {first:G6}; it was {last}.");
        return last;
    }

    internal static double CheckFactor(double factor, string name)
    {
        if (!(factor is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, $"The factor is above 0 and at most 1; it was {factor}.");
        return factor;
    }

    internal static long CheckSteps(long steps, string name, long least = 1) => steps >= least
        ? steps
        : throw new ArgumentOutOfRangeException(name, $"The number of steps is at least {least}; it was {steps}.");

    internal static long CheckStep(long step) => step >= 0
        ? step
        : throw new ArgumentOutOfRangeException(nameof(step), $"Steps count from 0; it was {step}.");

    /// <summary>xⁿ by squaring: <see cref="Math.Pow"/> has other last digits on other systems.</summary>
    internal static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
                power *= x;
            x *= x;
        }

        return power;
    }

    /// <summary>Half a period of the cosine from one rate to another: low + ½ (high − low) (1 + cos πt), 0 ≤ t ≤ 1.</summary>
    internal static double Cosine(double high, double low, double t) =>
        low + 0.5 * (high - low) * (1 + Numerics.PortableMath.Cos(Math.PI * t));
}
