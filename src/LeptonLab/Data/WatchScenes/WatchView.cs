using LeptonLab.Data.Raster;

namespace LeptonLab.Data.WatchScenes;

/// <summary>
/// A camera on a wall, 4 m high, with a shifted lens, so that upright things stay upright. Places in metres: x to the
/// right, height, z away from the camera.
/// </summary>
internal sealed class WatchView(int width, int height)
{
    private const double CameraHeight = 4;

    /// <summary>The ground nearer than this is below the picture.</summary>
    internal const double Nearest = 8;

    internal double Horizon { get; } = 0.06 * height;

    private double Focal { get; } = (height - 0.06 * height) * Nearest / CameraHeight;

    internal Point2 Project(double x, double y, double z) => (width / 2.0 + Focal * x / z, Horizon + Focal * (CameraHeight - y) / z);

    /// <summary>Pixels in a metre at that distance.</summary>
    internal double Scale(double z) => Focal / z;

    /// <summary>Half the width of the ground that is seen at that distance.</summary>
    internal double HalfWidth(double z) => width / 2.0 * z / Focal;

    internal (double X, double Z) Ground(double x, double y)
    {
        double z = Focal * CameraHeight / Math.Max(y - Horizon, 0.2);
        return ((x - width / 2.0) * z / Focal, z);
    }

    /// <summary>A rectangle on the ground.</summary>
    internal Figure Patch(double left, double right, double near, double far) => Figure.Polygon(
        Project(left, 0, near), Project(left, 0, far), Project(right, 0, far), Project(right, 0, near));
}
