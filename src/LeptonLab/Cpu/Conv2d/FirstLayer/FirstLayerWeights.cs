using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Winograd's transform U = G w Gᵀ of the 3×3 kernels, packed in the order in which
/// <see cref="FirstLayerTiles{TSimd,TIn,TColumns}"/> reads:
/// <code>
/// G = ⎡ 1   0   0 ⎤
///     ⎢ ½   ½   ½ ⎥
///     ⎢ ½  −½   ½ ⎥
///     ⎣ 0   0   1 ⎦
/// </code>
/// For each group of one or two vectors of outputs and each column of positions, 0, 3, 1, 2: where the chains begin, which
/// is the bias in column 1 and zero elsewhere, then rows 1, 2, 0 and, with its sign turned, 3. Outputs are filled up with
/// zeros.
/// </summary>
internal static unsafe class FirstLayerWeights
{
    private static ReadOnlySpan<int> ColumnOrder => [0, 3, 1, 2];

    private static ReadOnlySpan<int> RowOrder => [1, 2, 0, 3];

    /// <summary>Numbers of one vector's width, for all outputs.</summary>
    internal static int Length(in Conv2dGeometry g, int width) => 4 * (1 + 4 * g.In) * Chunks.Count(g.Out, width) * width;

    /// <summary>Packs w [3, 3, in, out] and b [out] or null.</summary>
    internal static void Pack(float* w, float* bias, in Conv2dGeometry g, int width, float* packed)
    {
        Fence.Check(w, 9L * g.In * g.Out);
        Fence.Check(bias, bias == null ? 0 : g.Out);
        Fence.Check(packed, Length(g, width));
        for (int first = 0; first < g.Out; first += 2 * width)
        {
            int vectors = Math.Min(2, Chunks.Count(g.Out - first, width)), lanes = vectors * width;
            foreach (int column in ColumnOrder)
            {
                for (int lane = 0; lane < lanes; lane++)
                    *packed++ = column == 1 && bias != null && first + lane < g.Out ? bias[first + lane] : 0;
                foreach (int row in RowOrder)
                for (int c = 0; c < g.In; c++)
                for (int lane = 0; lane < lanes; lane++)
                    *packed++ = first + lane < g.Out ? Transformed(w + c * g.Out + first + lane, row, column, g.In * g.Out) : 0;
            }
        }
    }

    private static float Transformed(float* w, int row, int column, int step)
    {
        float left = Down(w, row, 3 * step), middle = Down(w + step, row, 3 * step), right = Down(w + 2 * step, row, 3 * step);
        float value = Combine(left, middle, right, column);
        return row == 3 ? -value : value;
    }

    private static float Down(float* w, int row, int step) => Combine(w[0], w[step], w[2 * step], row);

    private static float Combine(float first, float second, float third, int position) => position switch
    {
        0 => first,
        1 => (first + third + second) / 2,
        2 => (first + third - second) / 2,
        _ => third,
    };
}
