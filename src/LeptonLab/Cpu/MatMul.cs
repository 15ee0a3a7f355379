using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The matrix product: <see cref="Gemm"/>, which lists the paths; a transposed matrix is one with other distances.</summary>
internal sealed unsafe class MatMul : Ops.MatMul.IKernel
{
    public void Multiply(Tensor a, Tensor b, Tensor c, MatMulGeometry g) => Gemm.RunBatch(
        g.Batch,
        new GemmOperands
        {
            Rows = g.Rows, Columns = g.Columns, Terms = g.Terms,
            A = a.Pointer, ARow = g.TransposeA ? 1 : g.Terms, AStep = g.TransposeA ? g.Rows : 1,
            B = b.Pointer, BRow = g.TransposeB ? 1 : g.Columns, BColumn = g.TransposeB ? g.Terms : 1,
            C = c.Pointer, CRow = g.Columns,
        },
        (nint)g.Rows * g.Terms,
        (nint)g.Terms * g.Columns,
        (nint)g.Rows * g.Columns);
}
