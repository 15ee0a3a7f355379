namespace LeptonLab.Gpu;

/// <summary>
/// Products with weights of which some are hidden. A product of matrices multiplies those, zeros, like any other; where the other
/// factor is not finite that makes NaN of what should not be seen. So where there is a NaN the sum is taken again, without them.
/// </summary>
internal static class WeightedSum
{
    /// <summary>y[i, d] = Σ_j w[i, j] x[j, d]: of each query, over the keys that it sees.</summary>
    internal static void OfKeys(Launcher launcher, Floats weights, Heads x, Heads y, Sight.Visible sight, Ops.AttentionGeometry g, int depth)
    {
        int head = g.Queries * g.Keys;
        var factor = new Matrix { Data = weights, StrideOfMatrix = head, StrideOfLine = g.Keys, StrideOfTerm = 1 };
        Run(launcher, factor, x, y, sight, g, g.Queries, g.Keys, depth, ofKeys: true);
    }

    /// <summary>y[j, d] = Σ_i w[i, j] x[i, d]: of each key, over the queries that see it.</summary>
    internal static void OfQueries(Launcher launcher, Floats weights, Heads x, Heads y, Sight.Visible sight, Ops.AttentionGeometry g, int depth)
    {
        int head = g.Queries * g.Keys;
        var factor = new Matrix { Data = weights, StrideOfMatrix = head, StrideOfLine = 1, StrideOfTerm = g.Keys };
        Run(launcher, factor, x, y, sight, g, g.Keys, g.Queries, depth, ofKeys: false);
    }

    private static void Run(
        Launcher launcher,
        Matrix weights,
        Heads x,
        Heads y,
        Sight.Visible sight,
        Ops.AttentionGeometry g,
        int lines,
        int terms,
        int depth,
        bool ofKeys)
    {
        int heads = g.Batch * g.Heads;
        if (heads * lines * depth == 0)
            return;
        Product.Run(launcher, weights, x.ByDepth(), y.Result(), terms, heads);
        if (!g.HidesSomething)
            return;
        launcher.ForEach(heads * lines * depth, new RepairKernel
        {
            Y = y.View,
            Weights = weights,
            X = x.View,
            Sight = sight,
            OfKeys = ofKeys,
            Terms = terms,
            Depth = depth,
            PerDepth = new(depth),
            PerLines = new(lines),
        });
    }

    internal struct RepairKernel : IThreadKernel
    {
        internal Floats Y;
        internal Matrix Weights;
        internal Floats X;
        internal Sight.Visible Sight;
        internal Flag OfKeys;
        internal int Terms;
        internal int Depth;
        internal FastDivisor PerDepth;
        internal FastDivisor PerLines;

        public readonly void Run(int i)
        {
            if (!Fn.IsNaN(Y[i]))
                return;
            int row = PerDepth.Divide(i), d = PerDepth.Rest(i, row), head = PerLines.Divide(row), line = PerLines.Rest(row, head);
            float sum = 0;
            for (int term = 0; term < Terms; term++)
            {
                bool isSeen = OfKeys ? term < Sight.Count(head, line) : line < Sight.Count(head, term);
                if (isSeen)
                    sum += Weights.Data[head * Weights.StrideOfMatrix + line * Weights.StrideOfLine + term * Weights.StrideOfTerm] * X[(head * Terms + term) * Depth + d];
            }

            Y[i] = sum;
        }
    }
}
