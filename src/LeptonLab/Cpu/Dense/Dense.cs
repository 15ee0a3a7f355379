namespace LeptonLab.Cpu;

/// <summary>The affine map: three matrix products.</summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>few outputs</b> (<see cref="FewOutputs"/>): at most 32 outputs behind more than 4096 inputs, and at most 16 384
/// results: the classifier behind a flattened image. Weights and inputs are read in place.</item>
/// <item><b>general</b> (<see cref="Gemm"/>): everything else.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Dense : Ops.Dense.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y)
    {
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        if (FewOutputs.Fits(batch, inputs, outputs))
        {
            FewOutputs.Forward(x, w, b, y);
            return;
        }

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
        bool fewOutputs = FewOutputs.Fits(batch, inputs, outputs);
        if (dx is not null && fewOutputs)
        {
            FewOutputs.DataGradient(w, dy, dx);
        }
        else if (dx is not null)
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

        if (dw is not null && fewOutputs)
        {
            FewOutputs.WeightGradient(x, dy, dw);
        }
        else if (dw is not null)
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
            db.AsSpan().Clear();
            Sums.AddRows(dy.Pointer, batch, outputs, db.Pointer);
        }
    }
}
