using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>How two numbers are compared. With NaN all are false but <see cref="NotEqual"/>.</summary>
public enum Comparison
{
    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a ≠ b.</summary>
    NotEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,
}

/// <summary>
/// A mask: 1 where a comparison holds, 0 elsewhere, element by element; shapes as in <see cref="BroadcastGeometry"/>. It is
/// constant but for steps, so it has no gradient.
/// </summary>
public static class Compare
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor a, Tensor b, Tensor y, Comparison comparison, BroadcastGeometry geometry);
    }

    /// <summary>Compares. To know where a is less than b, ask where b is greater than a.</summary>
    /// <exception cref="ShapeException">The shapes do not fit together; the message has both.</exception>
    public static Tensor Apply(Tensor a, Tensor b, Comparison comparison)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Of("Compare", a.Shape, b.Shape);
        Device device = Device.Of("Compare", a, b);
        var y = new Tensor(geometry.Shape, device);
        device.Kernel<IKernel>().Forward(a, b, y, comparison, geometry);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such comparison.</exception>
    public static void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, Comparison comparison, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Holds(a[g.Index(0, i)], b[g.Index(1, i)], comparison) ? T.One : T.Zero;
    }

    internal static ArgumentOutOfRangeException Unknown(Comparison comparison) =>
        new(nameof(comparison), $"There is no comparison {comparison}.");

    private static bool Holds<T>(T a, T b, Comparison comparison)
        where T : IFloatingPointIeee754<T> => comparison switch
    {
        Comparison.Equal => a == b,
        Comparison.NotEqual => a != b,
        Comparison.Greater => a > b,
        Comparison.GreaterOrEqual => a >= b,
        _ => throw Unknown(comparison),
    };

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor a, Tensor b, Tensor y, Comparison comparison, BroadcastGeometry geometry) =>
            Forward<float>(a.Values, b.Values, y.AsSpan(), comparison, geometry);
    }
}
