namespace LeptonLab.Ops;

/// <summary>The labels of a loss over classes: one whole number for each sample or place of the logits.</summary>
internal static class ClassLabels
{
    /// <summary>Logits of any leading axes as [samples, classes]: a view.</summary>
    internal static Tensor Flatten(Tensor z) => z.Shape.Rank == 2 ? z : z.Reshape([Samples(z.Shape), z.Shape[^1]]);

    /// <summary>The number of samples or places: the product of all extents but the last.</summary>
    internal static int Samples(Shape z)
    {
        int samples = 1;
        foreach (int extent in z.Extents[..^1])
            samples *= extent;
        return samples;
    }

    /// <exception cref="ArgumentException">The labels do not fit the logits, or one is not a class.</exception>
    internal static void Check(string operation, Shape z, int[] labels, int? ignored = null)
    {
        if (z.Rank < 2)
            throw new ArgumentException($"{operation} takes logits [batch, classes], or with axes between these; it got {z}.");
        int samples = Samples(z), classes = z[^1];
        if (samples != labels.Length)
        {
            throw new ArgumentException(
                $"{operation} got logits {z}, that is {samples} {(z.Rank == 2 ? "samples" : "places")}, but {labels.Length} labels.");
        }

        for (int n = 0; n < labels.Length; n++)
        {
            if ((uint)labels[n] < (uint)classes || labels[n] == ignored)
                continue;
            string hint = labels[n] < 0 && ignored is null ? $" To leave such samples out, pass ignoreIndex: {labels[n]}." : "";
            throw new ArgumentException(
                $"{operation}: label {labels[n]} at {Place(z, n)} is not a class; logits {z} have the {classes} classes 0 to {classes - 1}.{hint}");
        }
    }

    private static string Place(Shape z, int n)
    {
        if (z.Rank == 2)
            return $"sample {n}";
        var place = new int[z.Rank - 1];
        for (int axis = place.Length - 1; axis >= 0; axis--)
            (n, place[axis]) = (n / z[axis], n % z[axis]);
        return $"[{string.Join(", ", place)}]";
    }
}
