using LeptonLab.Data.Raster;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Smears;

/// <summary>
/// The slide under the microscope: densities of ink over a square field. Positions in micrometres from its centre.
/// </summary>
internal sealed class Canvas
{
    /// <summary>At 256 × 256 pixels the field is 256 / 7.5 = 34 micrometres wide, as with a 100× objective.</summary>
    private const double PixelsPerMicrometreAt256 = 7.5;

    internal Canvas(int size, double magnification)
    {
        Size = size;
        PixelsPerMicrometre = PixelsPerMicrometreAt256 * magnification * size / 256;
        Density = new float[size * size * 3];
    }

    /// <summary>Pixels along each side.</summary>
    internal int Size { get; }

    internal double PixelsPerMicrometre { get; }

    /// <summary>Half the width of the field, in micrometres.</summary>
    internal double HalfWidth => Size / (2 * PixelsPerMicrometre);

    /// <summary>The width of a sharp edge: a pixel and a little.</summary>
    internal double Edge => 1.3 / PixelsPerMicrometre;

    /// <summary>Red, green and blue densities, row by row.</summary>
    internal float[] Density { get; }

    /// <summary>Which pixels have changed since the densities were as given, by more than a faint tint; and their bounds.</summary>
    internal (bool[] Mask, Box Box) Changes(float[] before)
    {
        const float faint = 0.09f;
        bool[] mask = new bool[Size * Size];
        var extent = new Extent();
        for (int i = 0; i < mask.Length; i++)
        {
            float change = 0;
            for (int channel = 3 * i; channel < 3 * i + 3; channel++)
                change += Math.Abs(Density[channel] - before[channel]);
            if (mask[i] = change > faint)
                extent.Add(i % Size, i / Size);
        }

        return (mask, extent.Box);
    }

    /// <summary>Adds ink around a point, within a radius.</summary>
    /// <param name="centreX">From the centre of the field, to the right.</param>
    /// <param name="centreY">From the centre of the field, downwards.</param>
    /// <param name="radius">Beyond this there is no ink.</param>
    /// <param name="angle">The shader's axes are turned by this.</param>
    /// <param name="shade">The ink at a position relative to the point.</param>
    internal void Paint(double centreX, double centreY, double radius, double angle, Func<double, double, Ink> shade)
    {
        double cos = PortableMath.Cos(angle), sin = PortableMath.Sin(angle);
        double scale = PixelsPerMicrometre, middle = Size / 2.0;
        int left = Math.Max(0, (int)Math.Floor((centreX - radius) * scale + middle));
        int right = Math.Min(Size, (int)Math.Ceiling((centreX + radius) * scale + middle));
        int top = Math.Max(0, (int)Math.Floor((centreY - radius) * scale + middle));
        int bottom = Math.Min(Size, (int)Math.Ceiling((centreY + radius) * scale + middle));
        for (int row = top; row < bottom; row++)
        {
            double y = (row + 0.5 - middle) / scale - centreY;
            for (int column = left; column < right; column++)
            {
                double x = (column + 0.5 - middle) / scale - centreX;
                Ink ink = shade(x * cos + y * sin, y * cos - x * sin);
                Span<float> density = Density.AsSpan((row * Size + column) * 3, 3);
                density[0] += (float)ink.Red;
                density[1] += (float)ink.Green;
                density[2] += (float)ink.Blue;
            }
        }
    }
}
