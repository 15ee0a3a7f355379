using LeptonLab.Numerics;

namespace LeptonLab.Data.Raster;

/// <summary>
/// A flat thing in space as a camera sees it: turned about its vertical axis (yaw), tipped (pitch), turned in its plane
/// (roll), then projected from a number of its radii away. Angles in radians.
/// </summary>
internal sealed class Pose
{
    private readonly double _xx;
    private readonly double _xy;
    private readonly double _yx;
    private readonly double _yy;
    private readonly double _zx;
    private readonly double _zy;
    private readonly double _centreX;
    private readonly double _centreY;
    private readonly double _radius;
    private readonly double _distance;

    internal Pose(double centreX, double centreY, double radius, double yaw = 0, double pitch = 0, double roll = 0, double distance = 5)
    {
        (_centreX, _centreY, _radius, _distance) = (centreX, centreY, radius, distance);
        double cy = PortableMath.Cos(yaw), sy = PortableMath.Sin(yaw), cp = PortableMath.Cos(pitch), sp = PortableMath.Sin(pitch);
        double cr = PortableMath.Cos(roll), sr = PortableMath.Sin(roll);
        (_xx, _xy) = (cy * cr, -cy * sr);
        (_yx, _yy) = (cp * sr - sp * sy * cr, cp * cr + sp * sy * sr);
        (_zx, _zy) = (sp * sr + cp * sy * cr, sp * cr - cp * sy * sr);
    }

    /// <summary>Where a point of the thing, whose radius is 1, is in the image.</summary>
    internal Point2 Map(Point2 point)
    {
        double scale = _radius * _distance / (_distance + _zx * point.X + _zy * point.Y);
        return (_centreX + scale * (_xx * point.X + _xy * point.Y), _centreY + scale * (_yx * point.X + _yy * point.Y));
    }
}
