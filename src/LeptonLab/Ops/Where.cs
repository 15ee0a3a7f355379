using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// A choice, element by element: <c>y = mask ≠ 0 ? a : b</c>; shapes as in <see cref="BroadcastGeometry"/>. A mask is a tensor
/// of ones and zeros, as <see cref="Compare"/> makes it. What is not chosen has no part in the result: a NaN there does no
/// harm, and its gradient is 0.
/// </summary>
public static class Where
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor mask, Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry);

        /// <summary>Writes ∂L/∂a and ∂L/∂b, each unless it is null.</summary>
        void Backward(Tensor mask, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry);
    }

    /// <summary>Chooses; differentiable with respect to a and b.</summary>
    /// <exception cref="ShapeException">The shapes do not fit together; the message has them.</exception>
    public static Tensor Apply(Tensor mask, Tensor a, Tensor b)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Of("Where", mask.Shape, a.Shape, b.Shape);
        Device device = Device.Of("Where", mask, a, b);
        IKernel kernel = device.Kernel<IKernel>();
        var y = new Tensor(geometry.Shape, device);
        kernel.Forward(mask, a, b, y, geometry);

        Tape.Record("Where", y, [a, b], dy =>
        {
            Tensor? da = a.RequiresGrad ? new Tensor(a.Shape, device) : null;
            Tensor? db = b.RequiresGrad ? new Tensor(b.Shape, device) : null;
            kernel.Backward(mask, dy, da, db, geometry);
            return [da, db];
        });
        GC.KeepAlive(mask);
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> mask, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = mask[g.Index(0, i)] != T.Zero ? a[g.Index(1, i)] : b[g.Index(2, i)];
    }

    /// <summary>
    /// The backward pass as a plain loop: <c>y = mask ≠ 0 ? a : b</c>, so the gradient goes to the one that was chosen.
    /// A number that was repeated gets the sum. Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> mask, ReadOnlySpan<T> dy, Span<T> da, Span<T> db, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        da.Clear();
        db.Clear();
        for (int i = 0; i < dy.Length; i++)
        {
            bool chosen = mask[g.Index(0, i)] != T.Zero;
            if (chosen && !da.IsEmpty)
                da[g.Index(1, i)] += dy[i];
            if (!chosen && !db.IsEmpty)
                db[g.Index(2, i)] += dy[i];
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor mask, Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry) =>
            Forward<float>(mask.Values, a.Values, b.Values, y.AsSpan(), geometry);

        public void Backward(Tensor mask, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry) =>
            Backward<float>(
                mask.Values, dy.Values, da is null ? [] : da.AsSpan(), db is null ? [] : db.AsSpan(), geometry);
    }
}
