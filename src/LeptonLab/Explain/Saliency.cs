using LeptonLab.Nn;
using LeptonLab.Numerics;

namespace LeptonLab.Explain;

/// <summary>
/// How much each pixel would change a class's logit s: max over the channels of |∂s/∂x| (Simonyan, Vedaldi and Zisserman,
/// "Deep Inside Convolutional Networks", 2014, §3), if asked for as the mean over noisy copies of the image (Smilkov et
/// al., "SmoothGrad: removing noise by adding noise", 2017).
/// </summary>
public static class Saliency
{
    /// <summary>The maps of some images.</summary>
    /// <param name="model">A classifier: images [batch, height, width, channels] to logits [batch, classes].</param>
    /// <param name="images">The images, as the model takes them.</param>
    /// <param name="classes">The class to explain, one or one for each image; what the model says if left out.</param>
    /// <param name="samples">How many noisy copies to average; 1 takes the image itself.</param>
    /// <param name="noise">The standard deviation of the noise, in units of the images' values; with one sample there is none.</param>
    /// <param name="seed">Chooses the noise.</param>
    /// <returns>[batch, height, width, 1], each map divided by its largest value, so 0 to 1.</returns>
    /// <exception cref="ArgumentException">The inputs are no images, or a class does not exist.</exception>
    public static Tensor Map(Layer model, Tensor images, int[]? classes = null, int samples = 1, float noise = 0.1f, ulong seed = 0)
    {
        if (images.Shape.Rank != 4)
            throw new ArgumentException($"Saliency is for images [batch, height, width, channels]; it got {images.Shape}.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        using var frozen = new FrozenModel(model);
        int channels = images.Shape[3];
        Tensor map = Tensor.Zeros([.. images.Shape.Extents[..3], 1]);
        for (int sample = 0; sample < samples; sample++)
        {
            Tensor x = images.To(model.Device);
            if (samples > 1)
            {
                var random = new RandomStream(seed, (ulong)sample);
                foreach (ref float value in x.AsSpan())
                    value += (float)(noise * random.NextNormal());
            }

            x.RequiresGrad = true;
            Tensor logits = model.Call(x);
            classes = Scores.Classes(logits, classes);
            logits.Backward(Scores.Pick(logits, classes));
            ReadOnlySpan<float> gradient = x.Grad!.Values;
            Span<float> sum = map.AsSpan();
            for (int pixel = 0; pixel < sum.Length; pixel++)
            {
                float largest = 0;
                foreach (float value in gradient.Slice(pixel * channels, channels))
                    largest = Math.Max(largest, Math.Abs(value));
                sum[pixel] += largest / samples;
            }
        }

        return Heat.Normalized(map);
    }
}
