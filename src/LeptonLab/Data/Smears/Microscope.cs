using LeptonLab.Data.Raster;
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
        Lens.Blur(light, canvas.Size, canvas.Size, deviation);
        return Sensor.Expose(light, canvas.Size, canvas.Size, options.Noise * patient.Noise * random.NextDouble(0.9, 1.3), random);
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
}
