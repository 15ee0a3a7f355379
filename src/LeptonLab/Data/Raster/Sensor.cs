using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Raster;

/// <summary>The chip behind the lens: noise, and bytes.</summary>
internal static class Sensor
{
    /// <summary>
    /// Red, green, blue, 0 … 1, as an image. The noise grows with the root of the light (shot noise), from half the given
    /// deviation (of 255) in the dark. It is the sum of four random bytes, nearly normal: mean 510, deviation 147.8.
    /// </summary>
    internal static Image Expose(float[] light, int width, int height, double deviation, RandomStream random)
    {
        var image = new Image(width, height, 3);
        double scale = deviation / 147.8;
        for (int i = 0; i < light.Length; i++)
        {
            uint bits = random.NextUInt32();
            int sum = (int)((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)) - 510;
            double value = 255 * light[i] + sum * scale * (0.5 + 0.5 * Math.Sqrt(Math.Max(light[i], 0)));
            image.Pixels[i] = (byte)Math.Clamp((int)Math.Floor(value + 0.5), 0, 255);
        }

        return image;
    }
}
