using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The larger of two numbers, element by element; shapes as in <see cref="BroadcastGeometry"/>. NaN wins. Equal numbers share
/// the gradient, half each; two NaN get all of it each.
/// </summary>
public static class Maximum
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry);

        /// <summary>Writes ∂L/∂a and ∂L/∂b, each unless it is null.</summary>
        void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry);
    }

    /// <summary>Takes the larger of each pair; differentiable with respect to both.</summary>
    /// <exception cref="ShapeException">The shapes do not fit together; the message has both.</exception>
    public static Tensor Apply(Tensor a, Tensor b)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Of("Maximum", a.Shape, b.Shape);
        Device device = Device.Of("Maximum", a, b);
        IKernel kernel = device.Kernel<IKernel>();
        var y = new Tensor(geometry.Shape, device);
        kernel.Forward(a, b, y, geometry);

        Tape.Record("Maximum", y, [a, b], dy =>
        {
            Tensor? da = a.RequiresGrad ? new Tensor(a.Shape, device) : null;
            Tensor? db = b.RequiresGrad ? new Tensor(b.Shape, device) : null;
            kernel.Backward(a, b, dy, da, db, geometry);
            return [da, db];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.Max(a[g.Index(0, i)], b[g.Index(1, i)]);
    }

    /// <summary>
    /// The backward pass as a plain loop: y is a or b, so the gradient goes to the larger.
    /// A number that was repeated gets the sum. Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dy, Span<T> da, Span<T> db, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        da.Clear();
        db.Clear();
        for (int i = 0; i < dy.Length; i++)
        {
            if (!da.IsEmpty)
                da[g.Index(0, i)] += Share(a[g.Index(0, i)], b[g.Index(1, i)], dy[i]);
            if (!db.IsEmpty)
                db[g.Index(1, i)] += Share(b[g.Index(1, i)], a[g.Index(0, i)], dy[i]);
        }
    }

    // The part of dy that goes to p, whose partner is q.
    private static T Share<T>(T p, T q, T dy)
        where T : IFloatingPointIeee754<T>
    {
        if (p == q)
            return dy / (T.One + T.One);
        return p > q || T.IsNaN(p) ? dy : T.Zero;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry) =>
            Forward<float>(a.Values, b.Values, y.AsSpan(), geometry);

        public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry) =>
            Backward<float>(
                a.Values, b.Values, dy.Values, da is null ? [] : da.AsSpan(), db is null ? [] : db.AsSpan(), geometry);
    }
}
