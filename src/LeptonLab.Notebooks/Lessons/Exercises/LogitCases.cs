using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>The inputs of the exercises on softmax: logits of small and of very large size, with labels.</summary>
internal static class LogitCases
{
    /// <summary>Pairs of z, [N, C], and labels, [N].</summary>
    public static IEnumerable<object?[]> Draw(RandomStream random)
    {
        yield return [new double[,] { { 0, 0 } }, new[] { 0 }];
        yield return [new double[,] { { 2, 1, 0.5 } }, new[] { 1 }];
        yield return [new double[,] { { 1, 0 }, { 0, 3 } }, new[] { 0, 0 }];
        for (int i = 0; i < 12; i++)
            yield return Draw(random, 1 + random.NextInt32(5), 2 + random.NextInt32(6), 2);
        yield return [new double[,] { { 1000, 999 } }, new[] { 0 }];
        yield return [new double[,] { { -1000, -1001, -1002 } }, new[] { 2 }];
        yield return [new double[,] { { 1000, 0, -1000 }, { 1, 2, 3 } }, new[] { 1, 1 }];
        for (int i = 0; i < 4; i++)
            yield return Draw(random, 2 + random.NextInt32(3), 2 + random.NextInt32(4), 800);
    }

    public static double[] Row(double[,] z, int n) => [.. Enumerable.Range(0, z.GetLength(1)).Select(c => z[n, c])];

    public static double[] Column(double[,] z, int c) => [.. Enumerable.Range(0, z.GetLength(0)).Select(n => z[n, c])];

    private static object?[] Draw(RandomStream random, int samples, int classes, double size)
    {
        double[,] z = new double[samples, classes];
        int[] labels = new int[samples];
        for (int n = 0; n < samples; n++)
        {
            for (int c = 0; c < classes; c++)
                z[n, c] = Math.Round(size * random.NextNormal(), 2);
            labels[n] = random.NextInt32(classes);
        }

        return [z, labels];
    }
}
