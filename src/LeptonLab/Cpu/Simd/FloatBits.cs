namespace LeptonLab.Cpu;

/// <summary>How a single-precision number is laid out: a sign, 8 bits of exponent + 127, 23 bits of fraction.</summary>
internal static class FloatBits
{
    internal const int FractionBits = 23;

    /// <summary>The bits of √½.</summary>
    internal const int RootHalf = 0x3F3504F3;

    /// <summary>2²³ + 127: added to a whole k it leaves k + 127 in the last bits of the fraction.</summary>
    internal const float IntegerShift = (1 << FractionBits) + 127;

    /// <summary>1.5 · 2²³: adding and subtracting it rounds numbers below 2²² to whole ones.</summary>
    internal const float Rounder = 3 << (FractionBits - 1);
}
