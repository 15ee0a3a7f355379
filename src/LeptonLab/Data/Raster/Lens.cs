using LeptonLab.Numerics;

namespace LeptonLab.Data.Raster;

/// <summary>What a lens does to a picture that is not sharp: red, green, blue interleaved.</summary>
internal static class Lens
{
    /// <summary>
    /// Gaussian, along rows, then along columns; the edge pixels are repeated outwards. Nothing changes at deviation 0.
    /// </summary>
    internal static void Blur(float[] light, int width, int height, double deviation)
    {
        if (deviation <= 0)
            return;
        float[] weights = Weights(deviation);
        int reach = weights.Length / 2, stride = 3 * width;
        float[] padded = new float[stride + 6 * reach], result = new float[light.Length];
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<float> source = light.AsSpan(row * stride, stride);
            source.CopyTo(padded.AsSpan(3 * reach));
            for (int k = 0; k < reach; k++)
            {
                source[..3].CopyTo(padded.AsSpan(3 * k));
                source[^3..].CopyTo(padded.AsSpan(stride + 3 * (reach + k)));
            }

            Span<float> target = result.AsSpan(row * stride, stride);
            for (int k = 0; k < weights.Length; k++)
                AddScaled(padded.AsSpan(3 * k, stride), weights[k], target);
        }

        Array.Clear(light);
        for (int row = 0; row < height; row++)
        {
            for (int k = -reach; k <= reach; k++)
            {
                int from = Math.Clamp(row + k, 0, height - 1);
                AddScaled(result.AsSpan(from * stride, stride), weights[k + reach], light.AsSpan(row * stride, stride));
            }
        }
    }

    /// <summary>The mean along a line of the given length and direction, as when the camera moves during the exposure.</summary>
    internal static void Shake(float[] light, int width, int height, double length, double angle)
    {
        int steps = (int)Math.Ceiling(length);
        if (steps < 1)
            return;
        double dx = length * PortableMath.Cos(angle), dy = length * PortableMath.Sin(angle);
        float[] result = new float[light.Length];
        float weight = 1f / (steps + 1);
        for (int step = 0; step <= steps; step++)
        {
            double share = (double)step / steps - 0.5;
            int shiftX = (int)Math.Floor(dx * share + 0.5), shiftY = (int)Math.Floor(dy * share + 0.5);
            for (int row = 0; row < height; row++)
            {
                int from = Math.Clamp(row + shiftY, 0, height - 1) * width;
                for (int column = 0; column < width; column++)
                {
                    int source = (from + Math.Clamp(column + shiftX, 0, width - 1)) * 3, target = (row * width + column) * 3;
                    result[target] += weight * light[source];
                    result[target + 1] += weight * light[source + 1];
                    result[target + 2] += weight * light[source + 2];
                }
            }
        }

        result.CopyTo(light, 0);
    }

    private static float[] Weights(double deviation)
    {
        int reach = (int)Math.Ceiling(3 * deviation);
        float[] weights = new float[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++)
            sum += PortableMath.Exp(-k * k / (2 * deviation * deviation));
        for (int k = -reach; k <= reach; k++)
            weights[k + reach] = (float)(PortableMath.Exp(-k * k / (2 * deviation * deviation)) / sum);
        return weights;
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        source = source[..target.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] += weight * source[i];
    }
}
