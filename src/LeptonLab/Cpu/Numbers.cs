using System.Numerics;
using System.Runtime.InteropServices;

namespace LeptonLab.Cpu;

/// <summary>Questions about many numbers at once, answered a vector at a time.</summary>
internal static class Numbers
{
    /// <summary>Whether no number is infinite or NaN.</summary>
    internal static bool AreFinite(ReadOnlySpan<float> numbers) => AreWithin(numbers, float.MaxValue);

    /// <summary>Whether the magnitude of every number is at most <paramref name="limit"/>; NaN's is not.</summary>
    internal static bool AreWithin(ReadOnlySpan<float> numbers, float limit)
    {
        var bound = new Vector<float>(limit);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        foreach (Vector<float> vector in vectors)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(vector), bound))
                return false;
        }

        foreach (float number in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            if (!(Math.Abs(number) <= limit))
                return false;
        }

        return true;
    }
}
