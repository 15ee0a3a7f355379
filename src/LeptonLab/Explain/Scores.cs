namespace LeptonLab.Explain;

/// <summary>The classes to explain, and the gradient that picks their logits.</summary>
internal static class Scores
{
    /// <summary>One class for each sample: the given ones, or the largest logit of each.</summary>
    /// <exception cref="ArgumentException">The model gives no logits, or a class is not among them.</exception>
    internal static int[] Classes(Tensor logits, int[]? classes)
    {
        if (logits.Shape.Rank != 2)
            throw new ArgumentException($"A classifier gives logits [batch, classes]; this model gives {logits.Shape}.");
        (int batch, int count) = (logits.Shape[0], logits.Shape[1]);
        classes ??= [.. Enumerable.Range(0, batch).Select(n => Largest(logits.Values.Slice(n * count, count)))];
        if (classes.Length == 1 && batch > 1)
            classes = [.. Enumerable.Repeat(classes[0], batch)];
        if (classes.Length != batch)
            throw new ArgumentException($"There are {batch} images, but {classes.Length} classes to explain: give one class, or one for each image.");
        for (int n = 0; n < batch; n++)
        {
            if ((uint)classes[n] >= (uint)count)
                throw new ArgumentException($"Class {classes[n]} (image {n}) does not exist: the model has {count} logits, 0 to {count - 1}.");
        }

        return classes;
    }

    /// <summary>∂(Σ chosen logits)/∂logits: 1 at the class of each sample.</summary>
    internal static Tensor Pick(Tensor logits, int[] classes)
    {
        Tensor gradient = Tensor.Zeros(logits.Shape, logits.Device);
        for (int n = 0; n < classes.Length; n++)
            gradient[n, classes[n]] = 1;
        return gradient;
    }

    private static int Largest(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int c = 1; c < row.Length; c++)
        {
            if (row[c] > row[best])
                best = c;
        }

        return best;
    }
}
