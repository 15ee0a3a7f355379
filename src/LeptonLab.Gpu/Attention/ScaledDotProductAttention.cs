namespace LeptonLab.Gpu;

/// <summary>
/// Attention as products of matrices, one for each head, see <see cref="Gemm{TTile, TA, TB, TResult}"/>: scores q · kᵀ, which
/// <see cref="Weights"/> makes weights p of, and p · v. Backwards dp = dy · vᵀ becomes the scores' gradient ds, and
/// ∂L/∂q = ds · k, ∂L/∂k = dsᵀ · q, ∂L/∂v = pᵀ · dy.
/// </summary>
internal sealed class ScaledDotProductAttention(Launcher launcher) : Ops.ScaledDotProductAttention.IKernel
{
    public void Forward(Tensor q, Tensor k, Tensor v, Tensor p, Tensor y, Ops.AttentionGeometry g)
    {
        Floats weights = p.Write();
        using Heads result = Heads.For(launcher, y, g, g.Queries, g.ValueDepth);
        using Heads queries = Heads.Of(launcher, q, g, g.Queries, g.Depth);
        using Heads keys = Heads.Of(launcher, k, g, g.Keys, g.Depth), values = Heads.Of(launcher, v, g, g.Keys, g.ValueDepth);
        using var sight = new Sight(launcher, g, weights);
        Scores(queries, keys, weights, g, g.Depth);
        launcher.Groups(
            Rows(g), launcher.GroupSize, new Weights.ForwardKernel { P = weights, Sight = sight.View, Scale = g.Scale });
        WeightedSum.OfKeys(launcher, weights, values, result, sight.View, g, g.ValueDepth);
        result.Put(launcher, y);
    }

    public void Backward(
        Tensor q, Tensor k, Tensor v, Tensor p, Tensor dy, Tensor? dq, Tensor? dk, Tensor? dv, Ops.AttentionGeometry g)
    {
        using Heads gradients = Heads.Of(launcher, dy, g, g.Queries, g.ValueDepth);
        using var sight = new Sight(launcher, g, gradients.View);
        if (dv is not null)
        {
            using Heads target = Heads.For(launcher, dv, g, g.Keys, g.ValueDepth);
            WeightedSum.OfQueries(launcher, p.Read(), gradients, target, sight.View, g, g.ValueDepth);
            target.Put(launcher, dv);
        }

        if (dq is null && dk is null)
            return;
        using GpuMemory scores = launcher.Take(p.Count);
        using (Heads values = Heads.Of(launcher, v, g, g.Keys, g.ValueDepth))
            Scores(gradients, values, scores.View, g, g.ValueDepth);
        launcher.Groups(
            Rows(g),
            launcher.GroupSize,
            new Weights.BackwardKernel { DP = scores.View, P = p.Read(), Sight = sight.View, Scale = g.Scale });
        if (dq is not null)
        {
            using Heads target = Heads.For(launcher, dq, g, g.Queries, g.Depth), keys = Heads.Of(launcher, k, g, g.Keys, g.Depth);
            WeightedSum.OfKeys(launcher, scores.View, keys, target, sight.View, g, g.Depth);
            target.Put(launcher, dq);
        }

        if (dk is not null)
        {
            using Heads target = Heads.For(launcher, dk, g, g.Keys, g.Depth), queries = Heads.Of(launcher, q, g, g.Queries, g.Depth);
            WeightedSum.OfQueries(launcher, scores.View, queries, target, sight.View, g, g.Depth);
            target.Put(launcher, dk);
        }
    }

    // A query's numbers times each key's.
    private void Scores(Heads queries, Heads keys, Floats scores, Ops.AttentionGeometry g, int depth)
    {
        int heads = g.Batch * g.Heads;
        if (heads * g.Queries * g.Keys == 0)
            return;
        MatrixResult result = MatrixResult.Of(scores, g.Queries, g.Keys, g.Keys, g.Queries * g.Keys);
        Product.Run(launcher, queries.ByTime(), keys.ByTime(), result, depth, heads);
    }

    private static Index3D Rows(Ops.AttentionGeometry g) => new(g.Keys == 0 ? 0 : g.Batch * g.Heads * g.Queries, 1, 1);
}
