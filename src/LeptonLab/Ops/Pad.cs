using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// A frame of one number around a tensor. It is <see cref="Slice"/> the other way round, and so are its gradients:
/// <c>y[start + i] = x[i]</c>, so <c>∂L/∂x</c> is that block of <c>∂L/∂y</c>.
/// </summary>
public static class Pad
{
    /// <summary>Pads; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="padding">For each axis how many numbers to add before and after.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ShapeException">There is not one pair for each axis, or one is negative.</exception>
    public static Tensor Apply(Tensor x, (int Before, int After)[] padding, float value = 0)
    {
        if (padding.Length != x.Shape.Rank)
        {
            throw new ShapeException(
                $"Pad: shape {x.Shape} has {x.Shape.Rank} axes and needs a pair (before, after) for each; {padding.Length} were given.");
        }

        foreach ((int before, int after) in padding)
        {
            if (before < 0 || after < 0)
                throw new ShapeException($"Pad adds numbers: ({before}, {after}) is negative. To cut some off, take a Slice.");
        }

        Slice.IKernel kernel = x.Device.Kernel<Slice.IKernel>();
        int[] starts = [.. padding.Select(pair => pair.Before)];
        var y = new Tensor(OutputShape(x.Shape, padding), x.Device);
        kernel.Place(x, y, starts, value);

        Tape.Record("Pad", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Take(dy, dx, starts);
            return [dx];
        });
        return y;
    }

    // A sum beyond int is beyond what Shape allows, which says so.
    private static Shape OutputShape(Shape x, (int Before, int After)[] padding) => new(
        [.. padding.Select((pair, axis) => (int)Math.Min(int.MaxValue, (long)pair.Before + x[axis] + pair.After))]);
}
