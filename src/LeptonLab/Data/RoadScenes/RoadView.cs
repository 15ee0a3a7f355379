using LeptonLab.Data.Raster;

namespace LeptonLab.Data.RoadScenes;

/// <summary>
/// The camera behind a windscreen (a pinhole) and the course of the road. Places are in metres: s from the middle of the
/// road to the right, height above the ground, z ahead along the road.
/// </summary>
internal sealed class RoadView
{
    internal const double Farthest = 160;
    private const double CameraHeight = 1.4;
    private readonly double _offset;
    private readonly double _heading;
    private readonly double _curvature;

    internal RoadView(int width, int height, double offset, double heading, double curvature)
    {
        (Width, Height) = (width, height);
        (_offset, _heading, _curvature) = (offset, heading, curvature);
        Focal = 0.92 * Math.Max(width, 1.6 * height);
        Horizon = 0.43 * height;
        Nearest = Focal * CameraHeight / (height - Horizon) * 0.9;
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>The focal length in pixels.</summary>
    internal double Focal { get; }

    internal double Horizon { get; }

    /// <summary>The ground nearer than this is below the picture.</summary>
    internal double Nearest { get; }

    internal Point2 Project(double s, double height, double z) => (
        Width / 2.0 + Focal * (Centre(z) + s) / z,
        Horizon + Focal * (CameraHeight - height) / z);

    /// <summary>Pixels in a metre at that distance.</summary>
    internal double Scale(double z) => Focal / z;

    /// <summary>The place on the ground that a pixel below the horizon shows.</summary>
    internal (double S, double Z) Ground(double x, double y)
    {
        double z = Focal * CameraHeight / Math.Max(y - Horizon, 0.2);
        return ((x - Width / 2.0) * z / Focal - Centre(z), z);
    }

    /// <summary>A stripe of ground along the road.</summary>
    internal Figure Stripe(double left, double right, double from, double to)
    {
        int steps = to - from < 8 ? 1 : 24;
        var points = new Point2[2 * steps + 2];
        for (int i = 0; i <= steps; i++)
        {
            // Even steps in 1/z, that is, in rows of the picture.
            double z = 1 / (1 / from + (1 / to - 1 / from) * i / steps);
            (points[i], points[^(i + 1)]) = (Project(left, 0, z), Project(right, 0, z));
        }

        return Figure.Polygon(points);
    }

    // How far the middle of the road is to the right of the camera's axis.
    private double Centre(double z) => _offset + _heading * z + _curvature * z * z / 2;
}
