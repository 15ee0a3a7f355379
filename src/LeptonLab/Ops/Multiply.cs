using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The product <c>y = a · b</c>, element by element (Hadamard's); shapes as in <see cref="BroadcastGeometry"/>.
/// </summary>
public static class Multiply
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry);

        /// <summary>Writes ∂L/∂a and ∂L/∂b, each unless it is null.</summary>
        void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry);
    }

    /// <summary>Multiplies element by element; differentiable with respect to both.</summary>
    /// <exception cref="ShapeException">The shapes do not fit together; the message has both.</exception>
    public static Tensor Apply(Tensor a, Tensor b)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Of("Multiply", a.Shape, b.Shape);
        Device device = Device.Of("Multiply", a, b);
        IKernel kernel = device.Kernel<IKernel>();
        var y = new Tensor(geometry.Shape, device);
        kernel.Forward(a, b, y, geometry);

        Tape.Record("Multiply", y, [a, b], dy =>
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
            y[i] = a[g.Index(0, i)] * b[g.Index(1, i)];
    }

    /// <summary>
    /// The backward pass as a plain loop: <c>y = a · b</c>, so <c>∂y/∂a = b</c> and <c>∂y/∂b = a</c>.
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
                da[g.Index(0, i)] += dy[i] * b[g.Index(1, i)];
            if (!db.IsEmpty)
                db[g.Index(1, i)] += dy[i] * a[g.Index(0, i)];
        }
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
