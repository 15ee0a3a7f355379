namespace LeptonLab.Gpu;

/// <summary>
/// Division of numbers from 0 to 2³¹ − 1 by one that is known beforehand, as a product and a shift: n/d = ⌊n m / 2ˢ⌋ with
/// s = 31 + ⌈log₂ d⌉, m = ⌊2ˢ/d⌋ + 1 ≤ 2³² − 1 (Granlund and Montgomery, "Division by Invariant Integers using
/// Multiplication", PLDI 1994, theorem 4.2). A GPU has no instruction for division.
/// </summary>
internal readonly struct FastDivisor
{
    private readonly uint _multiplier;
    private readonly int _shift;
    private readonly int _divisor;

    internal FastDivisor(int divisor)
    {
        _divisor = Math.Max(1, divisor);
        _shift = 31 + System.Numerics.BitOperations.Log2((uint)_divisor - 1 | 1) + (_divisor > 1 ? 1 : 0);
        _multiplier = (uint)((1L << _shift) / _divisor + 1);
    }

    /// <summary>⌊n / d⌋.</summary>
    internal int Divide(int n) => (int)(((ulong)(uint)n * _multiplier) >> _shift);

    /// <summary>n − d · quotient.</summary>
    internal int Rest(int n, int quotient) => n - quotient * _divisor;
}
