using LeptonLab.Autograd;
using LeptonLab.Nn;

namespace LeptonLab.Explain;

/// <summary>
/// What a model loses when a part of the image is covered (Zeiler and Fergus, "Visualizing and Understanding Convolutional
/// Networks", ECCV 2014, §4.2): a patch slides over the image, and every pixel under it gets the fall of the class's logit,
/// averaged over the positions that cover it.
/// </summary>
public static class Occlusion
{
    private const int BatchSize = 32;

    /// <summary>The map of one image.</summary>
    /// <param name="model">A classifier: images [batch, height, width, channels] to logits [batch, classes].</param>
    /// <param name="image">One image, [height, width, channels] or [1, height, width, channels].</param>
    /// <param name="patch">The patch's side, in pixels.</param>
    /// <param name="stride">Steps between its positions, in pixels; half a patch if left out.</param>
    /// <param name="class">The class to explain; what the model says if left out.</param>
    /// <param name="fill">The value of covered pixels; 0 is the mean of normalized images.</param>
    /// <returns>[height, width]: positive where covering speaks against the class, in units of the logit.</returns>
    /// <exception cref="ArgumentException">That is no image, or the class does not exist.</exception>
    public static Tensor Map(Layer model, Tensor image, int patch = 8, int? stride = null, int? @class = null, float fill = 0)
    {
        if (image.Shape.Rank == 4 && image.Shape[0] == 1)
            image = image.Reshape(image.Shape.DropFirst());
        if (image.Shape.Rank != 3)
            throw new ArgumentException($"Occlusion takes one image, [height, width, channels]; it got {image.Shape}.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patch);
        int step = stride ?? Math.Max(1, patch / 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step, nameof(stride));

        using var frozen = new FrozenModel(model);
        using IDisposable paused = Tape.Pause();
        (int height, int width, int channels) = (image.Shape[0], image.Shape[1], image.Shape[2]);
        Tensor logits = model.Call(image.Reshape(image.Shape.Prepend(1)).On(model.Device));
        int chosen = Scores.Classes(logits, @class is null ? null : [@class.Value])[0];
        float uncovered = logits[0, chosen];

        (int Top, int Left)[] places = [.. Starts(height, patch, step).SelectMany(top => Starts(width, patch, step).Select(left => (top, left)))];
        double[] falls = new double[height * width];
        int[] covers = new int[height * width];
        foreach ((int Top, int Left)[] some in places.Chunk(BatchSize))
        {
            var covered = new Tensor(image.Shape.Prepend(some.Length));
            for (int n = 0; n < some.Length; n++)
            {
                Span<float> copy = covered.AsSpan().Slice(n * image.Count, image.Count);
                image.Values.CopyTo(copy);
                foreach (int pixel in Under(some[n]))
                    copy.Slice(pixel * channels, channels).Fill(fill);
            }

            Tensor scores = model.Call(covered.On(model.Device));
            for (int n = 0; n < some.Length; n++)
            {
                foreach (int pixel in Under(some[n]))
                {
                    falls[pixel] += uncovered - scores[n, chosen];
                    covers[pixel]++;
                }
            }
        }

        return Tensor.From([.. falls.Zip(covers, (fall, count) => (float)(fall / Math.Max(count, 1)))], [height, width]);

        IEnumerable<int> Under((int Top, int Left) place)
        {
            for (int y = place.Top; y < Math.Min(place.Top + patch, height); y++)
            {
                for (int x = place.Left; x < Math.Min(place.Left + patch, width); x++)
                    yield return y * width + x;
            }
        }
    }

    // The last position ends at the border, so that every pixel is covered.
    private static IEnumerable<int> Starts(int length, int patch, int step)
    {
        int last = Math.Max(0, length - patch);
        for (int start = 0; start < last; start += step)
            yield return start;
        yield return last;
    }
}
