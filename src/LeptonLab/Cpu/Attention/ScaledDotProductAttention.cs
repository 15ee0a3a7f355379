using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Attention by matrix products, 64 queries at a time, which read only the keys that one of them sees.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>forward</b>: a chunk is a block of queries of one sample and head: q · kᵀ, softmax row by row, p · v.</item>
/// <item><b>backward</b>: a chunk is one sample and head, block by block of queries: dy · vᵀ, the gradient of softmax, and the
/// products with k, q and dy. Sums over queries run in their order.</item>
/// <item><b>plain loops</b>: where a mask hides something and not all numbers are finite. A product has 0 · ∞ = NaN for what
/// is hidden, where nothing should be seen of it.</item>
/// </list>
/// </remarks>
internal sealed unsafe class ScaledDotProductAttention : Ops.ScaledDotProductAttention.IKernel
{
    private const int BlockQueries = 64;

    public void Forward(Tensor q, Tensor k, Tensor v, Tensor p, Tensor y, AttentionGeometry g)
    {
        if (g.HidesSomething && !AreFinite(q, k, v))
        {
            Ops.ScaledDotProductAttention.Forward<float>(q.Values, k.Values, v.Values, p.AsSpan(), y.AsSpan(), g);
            return;
        }

        int blocks = Chunks.Count(g.Queries, BlockQueries);
        Chunks.Run(checked(g.Batch * g.Heads * blocks), new ForwardBlock
        {
            Geometry = g, Blocks = blocks, Q = q.Pointer, K = k.Pointer, V = v.Pointer, P = p.Pointer, Y = y.Pointer,
        });
    }

    public void Backward(
        Tensor q, Tensor k, Tensor v, Tensor p, Tensor dy, Tensor? dq, Tensor? dk, Tensor? dv, AttentionGeometry g)
    {
        if (g.HidesSomething && !AreFinite(q, k, v, dy))
        {
            Ops.ScaledDotProductAttention.Backward<float>(
                q.Values, k.Values, v.Values, p.Values, dy.Values, Span(dq), Span(dk), Span(dv), g);
            return;
        }

        Span(dk).Clear();
        Span(dv).Clear();
        Chunks.Run(g.Batch * g.Heads, new BackwardHead
        {
            Geometry = g, Q = q.Pointer, K = k.Pointer, V = v.Pointer, P = p.Pointer, DY = dy.Pointer,
            DQ = dq is null ? null : dq.Pointer, DK = dk is null ? null : dk.Pointer, DV = dv is null ? null : dv.Pointer,
        });
    }

    private static bool AreFinite(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            if (!Numbers.AreFinite(tensor.Values))
                return false;
        }

        return true;
    }

    private static Span<float> Span(Tensor? tensor) => tensor is null ? [] : tensor.AsSpan();

    private struct ForwardBlock : IChunkKernel
    {
        internal AttentionGeometry Geometry;
        internal int Blocks;
        internal float* Q;
        internal float* K;
        internal float* V;
        internal float* P;
        internal float* Y;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            AttentionGeometry g = Geometry;
            (int n, int head) = Math.DivRem(chunk / Blocks, g.Heads);
            int first = chunk % Blocks * BlockQueries, rows = Math.Min(BlockQueries, g.Queries - first);
            int depthRow = g.Distance(g.Depth), valueRow = g.Distance(g.ValueDepth);
            int seen = g.Visible(n, first + rows - 1); // the last query of a block sees most
            float* p = P + ((nint)(n * g.Heads + head) * g.Queries + first) * g.Keys;

            // s = q · kᵀ
            Gemm.Run(new GemmOperands
            {
                Rows = rows, Columns = seen, Terms = g.Depth,
                A = Q + g.First(n, head, g.Queries, g.Depth) + first * (nint)depthRow, ARow = depthRow, AStep = 1,
                B = K + g.First(n, head, g.Keys, g.Depth), BRow = 1, BColumn = depthRow,
                C = p, CRow = g.Keys,
            });
            for (int row = 0; row < rows; row++)
                AttentionRow.Softmax<TSimd>(p + (nint)row * g.Keys, g.Visible(n, first + row), g.Keys, g.Scale);

            // y = p · v
            Gemm.Run(new GemmOperands
            {
                Rows = rows, Columns = g.ValueDepth, Terms = seen,
                A = p, ARow = g.Keys, AStep = 1,
                B = V + g.First(n, head, g.Keys, g.ValueDepth), BRow = valueRow, BColumn = 1,
                C = Y + g.First(n, head, g.Queries, g.ValueDepth) + first * (nint)valueRow, CRow = valueRow,
            });
        }
    }

    private struct BackwardHead : IChunkKernel
    {
        internal AttentionGeometry Geometry;
        internal float* Q;
        internal float* K;
        internal float* V;
        internal float* P;
        internal float* DY;
        internal float* DQ;
        internal float* DK;
        internal float* DV;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            AttentionGeometry g = Geometry;
            (int n, int head) = Math.DivRem(chunk, g.Heads);
            float* ds = Scratch.Get(ScratchSlot.AttentionScores, checked(BlockQueries * g.Keys));
            for (int first = 0; first < g.Queries; first += BlockQueries)
                Block<TSimd>(n, head, first, Math.Min(BlockQueries, g.Queries - first), ds);
        }

        private readonly void Block<TSimd>(int n, int head, int first, int rows, float* ds)
            where TSimd : struct, ISimd<TSimd>
        {
            AttentionGeometry g = Geometry;
            int depthRow = g.Distance(g.Depth), valueRow = g.Distance(g.ValueDepth);
            int seen = g.Visible(n, first + rows - 1);
            nint query = g.First(n, head, g.Queries, g.Depth) + first * (nint)depthRow, key = g.First(n, head, g.Keys, g.Depth);
            nint value = g.First(n, head, g.Keys, g.ValueDepth);
            float* p = P + ((nint)(n * g.Heads + head) * g.Queries + first) * g.Keys;
            float* dy = DY + g.First(n, head, g.Queries, g.ValueDepth) + first * (nint)valueRow;

            // dv += pᵀ · dy
            if (DV != null)
            {
                Gemm.Run(new GemmOperands
                {
                    Rows = seen, Columns = g.ValueDepth, Terms = rows, A = p, ARow = 1, AStep = g.Keys,
                    B = dy, BRow = valueRow, BColumn = 1, C = DV + value, CRow = valueRow, Accumulate = true,
                });
            }

            if (DQ == null && DK == null)
                return;

            // dp = dy · vᵀ, and through softmax
            Gemm.Run(new GemmOperands
            {
                Rows = rows, Columns = seen, Terms = g.ValueDepth, A = dy, ARow = valueRow, AStep = 1,
                B = V + value, BRow = 1, BColumn = valueRow, C = ds, CRow = g.Keys,
            });
            for (int row = 0; row < rows; row++)
            {
                nint at = (nint)row * g.Keys;
                AttentionRow.SoftmaxGradient<TSimd>(p + at, ds + at, g.Visible(n, first + row), g.Keys, g.Scale);
            }

            // dq = ds · k
            if (DQ != null)
            {
                Gemm.Run(new GemmOperands
                {
                    Rows = rows, Columns = g.Depth, Terms = seen, A = ds, ARow = g.Keys, AStep = 1,
                    B = K + key, BRow = depthRow, BColumn = 1, C = DQ + query, CRow = depthRow,
                });
            }

            // dk += dsᵀ · q
            if (DK != null)
            {
                Gemm.Run(new GemmOperands
                {
                    Rows = seen, Columns = g.Depth, Terms = rows, A = ds, ARow = 1, AStep = g.Keys,
                    B = Q + query, BRow = depthRow, BColumn = 1, C = DK + key, CRow = depthRow, Accumulate = true,
                });
            }
        }
    }
}
