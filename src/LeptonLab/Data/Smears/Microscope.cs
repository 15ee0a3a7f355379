using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>From ink on the slide to a picture: light, focus, camera.</summary>
internal static class Microscope
{
    internal static Image Photograph(Canvas canvas, Patient patient, RandomStream random, SmearOptions options)
    {
        float[] light = Illuminate(canvas, patient, random, options.Illumination);
        double defocus = random.NextDouble();
        double deviation = (0.4 + 1.2 * options.Defocus * defocus * defocus) * canvas.Size / 256;
        Blur(light, canvas.Size, deviation);
        return Expose(light, canvas.Size, options.Noise * patient.Noise * random.NextDouble(0.9, 1.3), random);
    }

    // Lamp × fall-off × e^−density.
    private static float[] Illuminate(Canvas canvas, Patient patient, RandomStream random, double unevenness)
    {
        double angle = 2 * Math.PI * random.NextDouble(), slope = 0.05 * unevenness * random.NextDouble();
        double edge = 0.05 * unevenness * random.NextDouble();
        double slopeX = slope * PortableMath.Cos(angle), slopeY = slope * PortableMath.Sin(angle);
        double exposure = 1 + 0.03 * unevenness * random.NextDouble(-1, 1);
        Ink lamp = patient.Light * exposure, plasma = patient.Plasma;
        float[] light = new float[canvas.Density.Length];
        double Pass(double density) => PortableMath.Exp(-patient.Contrast * density);
        for (int row = 0, i = 0; row < canvas.Size; row++)
        {
            double y = 2 * (row + 0.5) / canvas.Size - 1;
            for (int column = 0; column < canvas.Size; column++, i += 3)
            {
                double x = 2 * (column + 0.5) / canvas.Size - 1;
                double share = 1 + slopeX * x + slopeY * y - edge * (x * x + y * y);
                light[i] = (float)(lamp.Red * share * Pass(canvas.Density[i] + plasma.Red));
                light[i + 1] = (float)(lamp.Green * share * Pass(canvas.Density[i + 1] + plasma.Green));
                light[i + 2] = (float)(lamp.Blue * share * Pass(canvas.Density[i + 2] + plasma.Blue));
            }
        }

        return light;
    }

    // Gaussian, along rows, then along columns; the edge pixels are repeated outwards.
    private static void Blur(float[] light, int size, double deviation)
    {
        int reach = (int)Math.Ceiling(3 * deviation);
        float[] weights = new float[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++)
            sum += PortableMath.Exp(-k * k / (2 * deviation * deviation));
        for (int k = -reach; k <= reach; k++)
            weights[k + reach] = (float)(PortableMath.Exp(-k * k / (2 * deviation * deviation)) / sum);

        int stride = 3 * size;
        float[] padded = new float[stride + 6 * reach], result = new float[light.Length];
        for (int row = 0; row < size; row++)
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
        for (int row = 0; row < size; row++)
        {
            for (int k = -reach; k <= reach; k++)
            {
                int from = Math.Clamp(row + k, 0, size - 1);
                AddScaled(result.AsSpan(from * stride, stride), weights[k + reach], light.AsSpan(row * stride, stride));
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        source = source[..target.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] += weight * source[i];
    }

    // Shot noise grows with the root of the light. The sum of four random bytes is nearly normal: mean 510, deviation
    // 147.8.
    private static Image Expose(float[] light, int size, double deviation, RandomStream random)
    {
        var image = new Image(size, size, 3);
        double scale = deviation / 147.8;
        for (int i = 0; i < light.Length; i++)
        {
            uint bits = random.NextUInt32();
            int sum = (int)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)) - 510;
            double value = 255 * light[i] + sum * scale * (0.5 + 0.5 * Math.Sqrt(light[i]));
            image.Pixels[i] = (byte)Math.Clamp((int)Math.Floor(value + 0.5), 0, 255);
        }

        return image;
    }
}
