namespace LeptonLab.Gpu;

/// <summary>y = x w + b, and its gradients: matrix products, with the bias added where they are stored.</summary>
internal sealed class Dense(Launcher launcher) : Ops.Dense.IKernel, Ops.DenseActivation.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y) => Forward(x, w, b, y, Ops.Activation.None);

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Ops.Activation activation)
    {
        if (y.Count == 0)
            return;
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        Floats target = y.Write();
        Product.Run(
            launcher,
            new Matrix { Data = x.Read(), StrideOfLine = inputs, StrideOfTerm = 1 },
            new Matrix { Data = w.Read(), StrideOfLine = 1, StrideOfTerm = outputs },
            MatrixResult.Of(target, batch, outputs, outputs, bias: b?.Read(), rectify: activation == Ops.Activation.Relu),
            inputs);
        Activate.InPlace(launcher, activation, target);
    }

    public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db) =>
        Backward(x, w, dy, dy, dx, dw, db, Ops.Activation.None);

    public void Backward(
        Tensor x, Tensor w, Tensor y, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Ops.Activation activation)
    {
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        using ActivatedGradient gradient = Activate.Backward(launcher, activation, y, dy);
        if (dx is { Count: > 0 })
        {
            Floats target = dx.Write(); // dx = dy · wᵀ
            Product.Run(
                launcher,
                new Matrix { Data = gradient.View, StrideOfLine = outputs, StrideOfTerm = 1 },
                new Matrix { Data = w.Read(), StrideOfLine = outputs, StrideOfTerm = 1 },
                MatrixResult.Of(target, batch, inputs, inputs),
                outputs);
        }

        if (dw is { Count: > 0 })
        {
            Floats target = dw.Write(); // dw = xᵀ · dy
            Product.Run(
                launcher,
                new Matrix { Data = x.Read(), StrideOfLine = 1, StrideOfTerm = inputs },
                new Matrix { Data = gradient.View, StrideOfLine = 1, StrideOfTerm = outputs },
                MatrixResult.Of(target, inputs, outputs, outputs),
                batch);
        }

        if (db is not null)
            Fold.Run(launcher, db.Write(), Folding.OfColumns(batch, outputs), new Elements { X = gradient.View });
    }
}
