using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Attention (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.2.1, eq. 1): every query takes an average of the
/// values, weighted by how well their keys fit it.
/// <code>
/// s[i, j] = Σ_d q[i, d] · k[j, d] / √depth
/// p[i, j] = exp s[i, j] / Σ_{j′ seen by i} exp s[i, j′]     0 for a key that i does not see
/// y[i, d] = Σ_j p[i, j] · v[j, d]
/// </code>
/// for each sample and head. q is [batch, heads, queries, depth], k and v are [batch, heads, keys, depth], and y lies as q;
/// or all lie as [batch, time, heads, depth], as a projection gives them: nothing is copied for that. A query that sees no
/// key gets zeros, and gives no gradient.
/// </summary>
public static class ScaledDotProductAttention
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes p and y.</summary>
        void Forward(Tensor q, Tensor k, Tensor v, Tensor p, Tensor y, AttentionGeometry geometry);

        /// <summary>Writes ∂L/∂q, ∂L/∂k and ∂L/∂v, those that are not null.</summary>
        void Backward(
            Tensor q, Tensor k, Tensor v, Tensor p, Tensor dy, Tensor? dq, Tensor? dk, Tensor? dv, AttentionGeometry geometry);
    }

    /// <summary>Attends; differentiable with respect to q, k and v.</summary>
    /// <param name="q">[batch, heads, queries, depth].</param>
    /// <param name="k">[batch, heads, keys, depth].</param>
    /// <param name="v">[batch, heads, keys, depth of values].</param>
    /// <param name="mask">What each query sees; null: everything.</param>
    /// <param name="timeFirst">Whether tensors lie as [batch, time, heads, depth].</param>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit.</exception>
    public static Tensor Apply(Tensor q, Tensor k, Tensor v, AttentionMask? mask = null, bool timeFirst = false) =>
        Apply(q, k, v, out _, mask, timeFirst);

    /// <summary>The same, and what it looked at.</summary>
    /// <param name="q">[batch, heads, queries, depth].</param>
    /// <param name="k">[batch, heads, keys, depth].</param>
    /// <param name="v">[batch, heads, keys, depth of values].</param>
    /// <param name="weights">p, [batch, heads, queries, keys] in either layout: to look at; no gradient flows through it.</param>
    /// <param name="mask">What each query sees; null: everything.</param>
    /// <param name="timeFirst">Whether tensors lie as [batch, time, heads, depth].</param>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit.</exception>
    public static Tensor Apply(
        Tensor q, Tensor k, Tensor v, out Tensor weights, AttentionMask? mask = null, bool timeFirst = false)
    {
        AttentionGeometry geometry = AttentionGeometry.Of(q.Shape, k.Shape, v.Shape, mask ?? AttentionMask.None, timeFirst);
        Device device = Device.Of("ScaledDotProductAttention", q, k, v);
        IKernel kernel = device.Kernel<IKernel>();
        var p = new Tensor([geometry.Batch, geometry.Heads, geometry.Queries, geometry.Keys], device);
        var y = new Tensor(geometry.OutputShape, device);
        kernel.Forward(q, k, v, p, y, geometry);

        Tape.Record("ScaledDotProductAttention", y, [q, k, v], dy =>
        {
            Tensor? dq = q.RequiresGrad ? new Tensor(q.Shape, device) : null;
            Tensor? dk = k.RequiresGrad ? new Tensor(k.Shape, device) : null;
            Tensor? dv = v.RequiresGrad ? new Tensor(v.Shape, device) : null;
            kernel.Backward(q, k, v, p, dy, dq, dk, dv, geometry);
            return [dq, dk, dv];
        });
        weights = p;
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<T> p, Span<T> y, AttentionGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        T scale = T.One / T.Sqrt(T.CreateChecked(Math.Max(1, g.Depth)));
        for (int n = 0; n < g.Batch; n++)
        for (int head = 0; head < g.Heads; head++)
        for (int i = 0; i < g.Queries; i++)
        {
            ReadOnlySpan<T> query = Row(q, g, n, head, i, g.Queries, g.Depth);
            Span<T> weights = p.Slice(((n * g.Heads + head) * g.Queries + i) * g.Keys, g.Keys);
            Span<T> result = Row(y, g, n, head, i, g.Queries, g.ValueDepth);
            int visible = g.Visible(n, i);
            weights.Clear();
            result.Clear();

            T largest = T.NegativeInfinity, sum = T.Zero;
            for (int j = 0; j < visible; j++)
            {
                ReadOnlySpan<T> key = Row(k, g, n, head, j, g.Keys, g.Depth);
                for (int d = 0; d < g.Depth; d++)
                    weights[j] += query[d] * key[d];
                largest = T.Max(largest, weights[j] *= scale);
            }

            for (int j = 0; j < visible; j++)
                sum += weights[j] = PortableMath.Exp(weights[j] - largest);
            for (int j = 0; j < visible; j++)
            {
                weights[j] /= sum;
                ReadOnlySpan<T> value = Row(v, g, n, head, j, g.Keys, g.ValueDepth);
                for (int d = 0; d < g.ValueDepth; d++)
                    result[d] += weights[j] * value[d];
            }
        }
    }

    /// <summary>
    /// The backward pass as plain loops. Each line differentiates the line of the forward pass that it quotes; empty spans
    /// are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> q,
        ReadOnlySpan<T> k,
        ReadOnlySpan<T> v,
        ReadOnlySpan<T> p,
        ReadOnlySpan<T> dy,
        Span<T> dq,
        Span<T> dk,
        Span<T> dv,
        AttentionGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        T scale = T.One / T.Sqrt(T.CreateChecked(Math.Max(1, g.Depth)));
        dq.Clear();
        dk.Clear();
        dv.Clear();
        var dp = new T[g.Keys];
        for (int n = 0; n < g.Batch; n++)
        for (int head = 0; head < g.Heads; head++)
        for (int i = 0; i < g.Queries; i++)
        {
            ReadOnlySpan<T> weights = p.Slice(((n * g.Heads + head) * g.Queries + i) * g.Keys, g.Keys);
            ReadOnlySpan<T> dResult = Row(dy, g, n, head, i, g.Queries, g.ValueDepth);
            int visible = g.Visible(n, i);
            T sum = T.Zero;
            for (int j = 0; j < visible; j++)
            {
                dp[j] = T.Zero;
                for (int d = 0; d < g.ValueDepth; d++)
                {
                    dp[j] += Row(v, g, n, head, j, g.Keys, g.ValueDepth)[d] * dResult[d];       // y += p · v
                    if (!dv.IsEmpty)
                        Row(dv, g, n, head, j, g.Keys, g.ValueDepth)[d] += weights[j] * dResult[d]; // y += p · v
                }

                sum += weights[j] * dp[j];
            }

            for (int j = 0; j < visible; j++)
            {
                T ds = weights[j] * (dp[j] - sum) * scale;                                      // p = softmax(scale · s)
                for (int d = 0; d < g.Depth; d++)
                {
                    if (!dq.IsEmpty)
                        Row(dq, g, n, head, i, g.Queries, g.Depth)[d] += ds * Row(k, g, n, head, j, g.Keys, g.Depth)[d]; // s += q · k
                    if (!dk.IsEmpty)
                        Row(dk, g, n, head, j, g.Keys, g.Depth)[d] += ds * Row(q, g, n, head, i, g.Queries, g.Depth)[d]; // s += q · k
                }
            }
        }
    }

    private static Span<T> Row<T>(Span<T> x, AttentionGeometry g, int n, int head, int time, int times, int depth) =>
        x.Slice((int)g.First(n, head, times, depth) + time * g.Distance(depth), depth);

    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> x, AttentionGeometry g, int n, int head, int time, int times, int depth) =>
        x.Slice((int)g.First(n, head, times, depth) + time * g.Distance(depth), depth);

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor q, Tensor k, Tensor v, Tensor p, Tensor y, AttentionGeometry geometry) =>
            Forward<float>(q.Values, k.Values, v.Values, p.AsSpan(), y.AsSpan(), geometry);

        public void Backward(
            Tensor q, Tensor k, Tensor v, Tensor p, Tensor dy, Tensor? dq, Tensor? dk, Tensor? dv, AttentionGeometry geometry) =>
            Backward<float>(
                q.Values,
                k.Values,
                v.Values,
                p.Values,
                dy.Values,
                dq is null ? [] : dq.AsSpan(),
                dk is null ? [] : dk.AsSpan(),
                dv is null ? [] : dv.AsSpan(),
                geometry);
    }
}
