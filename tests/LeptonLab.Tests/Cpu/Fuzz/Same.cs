namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>What a kernel's numbers are held to.</summary>
internal static class Same
{
    /// <summary>
    /// NaN, +∞ and −∞ exactly where the plain loops have them; all else within the tolerance, relative to the largest
    /// finite magnitude or to 1. Null was not asked for.
    /// </summary>
    internal static void Within(string name, ReadOnlySpan<double> expected, Tensor? actual, double tolerance)
    {
        if (actual is null)
            return;
        Assert.Equal(expected.Length, actual.Count);
        ReadOnlySpan<float> values = actual.AsSpan();
        double largest = 1, difference = 0;
        int worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = values[i];
            if (!double.IsFinite(e) || !double.IsFinite(a))
            {
                if (!e.Equals(a))
                    throw new InvalidOperationException($"{name}[{i}] of {actual.Shape}: the plain loops have {e}, the kernel has {a}.");
                continue;
            }

            largest = Math.Max(largest, Math.Abs(e));
            if (Math.Abs(e - a) > difference)
                (difference, worst) = (Math.Abs(e - a), i);
        }

        if (difference > tolerance * largest)
        {
            throw new InvalidOperationException(
                $"{name}[{worst}] of {actual.Shape}: the plain loops have {expected[worst]}, the kernel has {values[worst]}; "
                + $"the largest is {largest}.");
        }
    }

    /// <summary>The same bits, but for those of a NaN.</summary>
    internal static void Bits(string name, Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        ReadOnlySpan<float> e = expected.AsSpan(), a = actual.AsSpan();
        for (int i = 0; i < e.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(e[i]) != BitConverter.SingleToInt32Bits(a[i]) && !(float.IsNaN(e[i]) && float.IsNaN(a[i])))
                throw new InvalidOperationException($"{name}[{i}] of {actual.Shape}: {e[i]:R} and {a[i]:R} are not the same bits.");
        }
    }
}
