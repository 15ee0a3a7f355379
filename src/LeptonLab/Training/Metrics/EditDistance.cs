namespace LeptonLab.Training;

/// <summary>
/// The least number of insertions, deletions and substitutions that turn one sequence into another (Levenshtein, Soviet
/// Physics Doklady 10(8), 1966; Wagner and Fischer, J. ACM 21(1), 1974).
/// </summary>
public static class EditDistance
{
    /// <summary>The distance of two sequences; time grows with the product of their lengths, memory with the second's.</summary>
    public static int Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : IEquatable<T>
    {
        // distances[j]: from the first i of a to the first j of b.
        var distances = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            distances[j] = j;
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = distances[0];
            distances[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int substituted = diagonal + (a[i].Equals(b[j]) ? 0 : 1);
                diagonal = distances[j + 1];
                distances[j + 1] = Math.Min(substituted, Math.Min(diagonal, distances[j]) + 1);
            }
        }

        return distances[b.Length];
    }
}
