namespace LeptonLab.Gpu;

/// <summary>The sums of exponentials that softmax and its losses need, over numbers that lie a stride apart.</summary>
internal static class LogSum
{
    /// <summary>m = max x; NaN if one is NaN.</summary>
    internal static float Largest(Floats x, int first, int stride, int length)
    {
        float largest = float.NegativeInfinity;
        for (int t = 0; t < length; t++)
            largest = Fn.Larger(largest, x[first + t * stride]);
        return largest;
    }

    /// <summary>Σ exp(x − m).</summary>
    internal static float Exponentials(Floats x, int first, int stride, int length, float largest)
    {
        float sum = 0;
        for (int t = 0; t < length; t++)
            sum += Fn.Exp(x[first + t * stride] - largest);
        return sum;
    }
}
