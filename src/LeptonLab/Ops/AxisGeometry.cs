namespace LeptonLab.Ops;

/// <summary>
/// A tensor seen along one axis, or along several neighbours taken as one: element (o, t, i) lies at
/// <c>(o · Length + t) · Inner + i</c>.
/// </summary>
/// <param name="Outer">The product of the extents before the axis.</param>
/// <param name="Length">The extent of the axis.</param>
/// <param name="Inner">The product of the extents behind the axis; 1 for the last axis.</param>
public readonly record struct AxisGeometry(int Outer, int Length, int Inner)
{
    /// <summary>The geometry along an axis; −1 is the last.</summary>
    /// <exception cref="ShapeException">The shape has no such axis.</exception>
    public static AxisGeometry Of(string operation, Shape shape, int axis) => Of(shape, Axes.Checked(operation, shape, axis), 1);

    /// <summary>The geometry along <paramref name="count"/> neighbouring axes.</summary>
    internal static AxisGeometry Of(Shape shape, int first, int count) => new(
        Product(shape.Extents[..first]), Product(shape.Extents[first..(first + count)]), Product(shape.Extents[(first + count)..]));

    internal int Index(int o, int t, int i) => (o * Length + t) * Inner + i;

    // What does not fit an int belongs to an empty tensor.
    private static int Product(ReadOnlySpan<int> extents)
    {
        long product = 1;
        foreach (int extent in extents)
        {
            product *= extent;
            if (product > int.MaxValue)
                return 0;
        }

        return (int)product;
    }
}
