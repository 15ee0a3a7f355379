namespace LeptonLab.Data.Smears;

/// <summary>Distances from simple figures, negative inside, and how to join them (after Quilez, "2D distance functions").</summary>
internal static class Field
{
    internal static double Disc(double x, double y, double centreX, double centreY, double radius)
    {
        double dx = x - centreX, dy = y - centreY;
        return Math.Sqrt(dx * dx + dy * dy) - radius;
    }

    /// <summary>A rod with round ends.</summary>
    internal static double Rod(double x, double y, double x1, double y1, double x2, double y2, double radius)
    {
        double dx = x2 - x1, dy = y2 - y1;
        double t = Math.Clamp(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy + 1e-12), 0, 1);
        return Disc(x, y, x1 + t * dx, y1 + t * dy, radius);
    }

    /// <summary>The union of two figures, its inner corners rounded over a width of <paramref name="k"/>.</summary>
    internal static double Join(double a, double b, double k)
    {
        double h = Math.Max(k - Math.Abs(a - b), 0) / k;
        return Math.Min(a, b) - h * h * k / 4;
    }

    /// <summary>The first figure without the second, its new corners rounded.</summary>
    internal static double Cut(double a, double b, double k) => -Join(-a, b, k);

    /// <summary>How much of a pixel is inside, 0 … 1, for an edge <paramref name="width"/> wide.</summary>
    internal static double Inside(double distance, double width)
    {
        double t = Math.Clamp(0.5 - distance / width, 0, 1);
        return t * t * (3 - 2 * t);
    }
}
