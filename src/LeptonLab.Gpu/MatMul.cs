namespace LeptonLab.Gpu;

/// <summary>Matrix products by tiles, see <see cref="Gemm{TTile, TA, TB, TResult}"/>; a transpose is a matter of strides.</summary>
internal sealed class MatMul(Launcher launcher) : Ops.MatMul.IKernel
{
    public void Multiply(Tensor a, Tensor b, Tensor c, Ops.MatMulGeometry geometry) => Multiply(a, b, c, geometry, null);

    /// <summary>With a tile by name, for the ladder and for tests.</summary>
    internal void Multiply(Tensor a, Tensor b, Tensor c, Ops.MatMulGeometry g, TileKind? tile)
    {
        if (c.Count == 0)
            return;
        Floats y = c.Write();
        var left = new Matrix
        {
            Data = a.Read(),
            StrideOfMatrix = g.Rows * g.Terms,
            StrideOfLine = g.TransposeA ? 1 : g.Terms,
            StrideOfTerm = g.TransposeA ? g.Rows : 1,
        };
        var right = new Matrix
        {
            Data = b.Read(),
            StrideOfMatrix = g.Terms * g.Columns,
            StrideOfLine = g.TransposeB ? g.Terms : 1,
            StrideOfTerm = g.TransposeB ? 1 : g.Columns,
        };
        MatrixResult result = MatrixResult.Of(y, g.Rows, g.Columns, g.Columns, g.Rows * g.Columns);
        Product.Run(launcher, left, right, result, g.Terms, g.Batch, tile);
    }
}
