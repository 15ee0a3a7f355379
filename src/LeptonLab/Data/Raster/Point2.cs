namespace LeptonLab.Data.Raster;

/// <summary>A place in a plane: x to the right, y downwards unless a class says otherwise.</summary>
internal readonly record struct Point2(double X, double Y)
{
    public static Point2 operator +(Point2 a, Point2 b) => new(a.X + b.X, a.Y + b.Y);

    public static Point2 operator -(Point2 a, Point2 b) => new(a.X - b.X, a.Y - b.Y);

    public static Point2 operator *(Point2 a, double factor) => new(a.X * factor, a.Y * factor);

    public static implicit operator Point2((double X, double Y) pair) => new(pair.X, pair.Y);

    internal double Length => Math.Sqrt(X * X + Y * Y);
}
