namespace LeptonLab.Cpu;

/// <summary>The affine map: three matrix products, see <see cref="Gemm"/>.</summary>
internal sealed unsafe class Dense : Ops.Dense.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y)
    {
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        if (b is not null)
        {
            for (int n = 0; n < batch; n++)
                b.AsSpan().CopyTo(y.AsSpan().Slice(n * outputs, outputs));
        }

        // y += x · w
        Gemm.Run(new GemmOperands
        {
            Rows = batch, Columns = outputs, Terms = inputs,
            A = x.Pointer, ARow = inputs, AStep = 1,
            B = w.Pointer, BRow = outputs, BColumn = 1,
            C = y.Pointer, CRow = outputs,
            Accumulate = b is not null,
        });
    }

    public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db)
    {
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        if (dx is not null)
        {
            // dx = dy · wᵀ
            Gemm.Run(new GemmOperands
            {
                Rows = batch, Columns = inputs, Terms = outputs,
                A = dy.Pointer, ARow = outputs, AStep = 1,
                B = w.Pointer, BRow = 1, BColumn = outputs,
                C = dx.Pointer, CRow = inputs,
            });
        }

        if (dw is not null)
        {
            // dw = xᵀ · dy
            Gemm.Run(new GemmOperands
            {
                Rows = inputs, Columns = outputs, Terms = batch,
                A = x.Pointer, ARow = 1, AStep = inputs,
                B = dy.Pointer, BRow = outputs, BColumn = 1,
                C = dw.Pointer, CRow = outputs,
            });
        }

        if (db is not null)
        {
            Span<float> sum = db.AsSpan();
            sum.Clear();
            for (int n = 0; n < batch; n++)
            for (int o = 0; o < outputs; o++)
                sum[o] += dy.AsSpan()[n * outputs + o];
        }
    }
}
