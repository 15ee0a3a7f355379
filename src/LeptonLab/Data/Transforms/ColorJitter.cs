using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Changes brightness, contrast, saturation and hue at random, in this order, and cuts off at 0 and 1. Grey pictures have no
/// saturation and no hue.
/// <code>
/// brightness: f x                      contrast: f x + (1 − f) mean of the picture's brightness
/// saturation: f x + (1 − f) brightness of the pixel        hue: turned on the circle of colours, by a share of it
/// </code>
/// The brightness of a pixel is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
/// </summary>
/// <param name="Brightness">f is drawn from 1 − this to 1 + this.</param>
/// <param name="Contrast">f is drawn from 1 − this to 1 + this.</param>
/// <param name="Saturation">f is drawn from 1 − this to 1 + this.</param>
/// <param name="Hue">The turn is drawn from − this to this; ½ reaches every colour.</param>
public sealed record ColorJitter(double Brightness = 0, double Contrast = 0, double Saturation = 0, double Hue = 0) : Transform
{
    /// <summary>f is drawn from 1 − this to 1 + this.</summary>
    public double Brightness { get; } = InRange(Brightness, 0, 1, nameof(Brightness));

    /// <summary>f is drawn from 1 − this to 1 + this.</summary>
    public double Contrast { get; } = InRange(Contrast, 0, 1, nameof(Contrast));

    /// <summary>f is drawn from 1 − this to 1 + this.</summary>
    public double Saturation { get; } = InRange(Saturation, 0, 1, nameof(Saturation));

    /// <summary>The turn is drawn from − this to this.</summary>
    public double Hue { get; } = InRange(Hue, 0, 0.5, nameof(Hue));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        float brightness = Factor(Brightness, random), contrast = Factor(Contrast, random), saturation = Factor(Saturation, random);
        float hue = (float)random.NextDouble(-Hue, Hue);
        float[] values = [.. sample.Values];
        if (brightness != 1)
            Blend(values, brightness, 0);
        if (contrast != 1)
            Blend(values, contrast, Mean(values, sample.Channels));
        if (saturation != 1 && sample.Channels == 3)
            Saturate(values, saturation);
        if (hue != 0 && sample.Channels == 3)
            Turn(values, hue);
        return sample.With(values);
    }

    private static float Factor(double spread, RandomStream random) => (float)random.NextDouble(1 - spread, 1 + spread);

    private static void Blend(Span<float> values, float factor, float with)
    {
        foreach (ref float value in values)
            value = Math.Clamp(factor * value + (1 - factor) * with, 0, 1);
    }

    private static float Mean(ReadOnlySpan<float> values, int channels)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i += channels)
            sum += channels == 3 ? Grey(values.Slice(i, 3)) : values[i];
        return (float)(sum / (values.Length / channels));
    }

    private static float Grey(ReadOnlySpan<float> pixel) => 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];

    private static void Saturate(Span<float> values, float factor)
    {
        for (int i = 0; i < values.Length; i += 3)
            Blend(values.Slice(i, 3), factor, Grey(values.Slice(i, 3)));
    }

    // By way of hue, saturation and value (Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978): the value, which is the largest
    // of the three, and the smallest stay; the hue says where on the edge between them the colour is.
    private static void Turn(Span<float> values, float turn)
    {
        for (int i = 0; i < values.Length; i += 3)
        {
            Span<float> pixel = values.Slice(i, 3);
            (float red, float green, float blue) = (pixel[0], pixel[1], pixel[2]);
            float value = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue)), chroma = value - least;
            if (!(chroma > 0))
                continue;
            float sixth = value == red ? (green - blue) / chroma : value == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
            float hue = sixth + 6 * turn;
            for (int c = 0; c < 3; c++)
            {
                // 1 near the channel's own hue, falling to 0 two sixths away: red has 0, green 2, blue 4.
                float away = hue - 2 * c;
                away -= 6 * MathF.Floor(away / 6);
                float distance = Math.Min(away, 6 - away);
                pixel[c] = least + chroma * Math.Clamp(2 - distance, 0, 1);
            }
        }
    }
}
