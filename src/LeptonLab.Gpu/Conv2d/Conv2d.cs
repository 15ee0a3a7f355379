namespace LeptonLab.Gpu;

/// <summary>
/// Convolutions as products of matrices that are never made ("implicit GEMM"), see <see cref="Gemm{TTile, TA, TB, TResult}"/>.
/// Three products, each by groups of channels:
/// <list type="bullet">
/// <item>forward: patches [pixels, taps] · weights [taps, out]; the bias, an activation, or bias, ReLU and pooling, are
/// applied where the result is stored;</item>
/// <item>∂L/∂x: gradients that meet at a pixel [input pixels, (u, v, o)] · weights [(u, v, o), in];</item>
/// <item>∂L/∂w: patches on their side [taps, pixels] · gradients [pixels, out], in slices of pixels.</item>
/// </list>
/// After pooling the gradient is read from the pooled one and the places: nothing of the convolution's size is stored.
/// </summary>
internal sealed class Conv2d(Launcher launcher) : Ops.Conv2d.IKernel, Ops.Conv2dActivation.IKernel, Ops.Conv2dReluPool.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Ops.Conv2dGeometry geometry) =>
        Forward(x, w, b, y, Ops.Activation.None, geometry);

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Ops.Activation activation, Ops.Conv2dGeometry geometry)
    {
        if (y.Count == 0)
            return;
        ConvShape shape = ConvShape.Of(geometry, pooled: false);
        Floats target = y.Write();
        MatrixResult result = MatrixResult.Of(
            target, shape.Pixels, shape.OutOfGroup, shape.Out, shape.OutOfGroup, b?.Read(), activation == Ops.Activation.Relu);
        if (shape.Padding == 0)
            Product.Run(launcher, new Patches<NoBorder> { X = x.Read(), Shape = shape }, Weights(w, shape), result, shape.Taps, geometry.Groups);
        else
            Product.Run(launcher, new Patches<ZeroBorder> { X = x.Read(), Shape = shape }, Weights(w, shape), result, shape.Taps, geometry.Groups);
        Activate.InPlace(launcher, activation, target);
    }

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces places, Ops.Conv2dGeometry geometry)
    {
        if (y.Count == 0)
            return;
        ConvShape shape = ConvShape.Of(geometry, pooled: true);
        Floats target = y.Write();
        var result = new PooledResult
        {
            Y = target,
            Places = places.Write(),
            Bias = b is null ? target : b.Read(),
            HasBias = b is not null,
            Shape = shape,
        };
        if (shape.Padding == 0)
            Pooled(new Patches<NoBorder> { X = x.Read(), Shape = shape }, w, result, geometry.Groups);
        else
            Pooled(new Patches<ZeroBorder> { X = x.Read(), Shape = shape }, w, result, geometry.Groups);
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Ops.Conv2dGeometry geometry) =>
        Backward(x, w, dy, dy, dx, dw, db, Ops.Activation.None, geometry);

    public void Backward(
        Tensor x,
        Tensor w,
        Tensor y,
        Tensor dy,
        Tensor? dx,
        Tensor? dw,
        Tensor? db,
        Ops.Activation activation,
        Ops.Conv2dGeometry geometry)
    {
        using ActivatedGradient gradient = Activate.Backward(launcher, activation, y, dy);
        ConvShape shape = ConvShape.Of(geometry, pooled: false);
        Backward(x, w, new FullGradient { DY = gradient.View }, dx, dw, shape, geometry);
        if (db is not null)
            Fold.Run(launcher, db.Write(), Folding.OfColumns(shape.Pixels, shape.Out), new Elements { X = gradient.View });
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Ops.Conv2dGeometry geometry)
    {
        ConvShape shape = ConvShape.Of(geometry, pooled: true);
        var gradient = new PooledGradient { DY = dy.Read(), Places = places.Read() };
        Backward(x, w, gradient, dx, dw, shape, geometry);
        if (db is not null)
            Fold.Run(launcher, db.Write(), Folding.OfColumns(shape.Pixels / 4, shape.Out), gradient);
    }

    private void Pooled<TPatches>(TPatches patches, Tensor w, PooledResult result, int groups)
        where TPatches : struct, IFactor
    {
        ConvShape shape = result.Shape;
        TileKind tile = Product.Choose(launcher, shape.Pixels, shape.OutOfGroup, groups);
        Product.Run(
            launcher, tile, patches, Weights(w, shape), result, shape.Pixels, shape.OutOfGroup, shape.Taps, groups, slices: 1);
    }

    private void Backward<TGradient>(
        Tensor x, Tensor w, TGradient gradient, Tensor? dx, Tensor? dw, ConvShape shape, Ops.Conv2dGeometry geometry)
        where TGradient : struct, IGradient
    {
        if (dx is { Count: > 0 })
            InputGradient(gradient, w, null, dx.Write(), shape, geometry);

        if (dw is { Count: > 0 })
        {
            Floats target = dw.Write();
            var pixels = new GradientPixels<TGradient> { Gradient = gradient, Shape = shape };
            MatrixResult result = MatrixResult.Of(target, shape.Taps, shape.OutOfGroup, shape.Out, shape.OutOfGroup);
            if (shape.Padding == 0)
                Product.Run(launcher, OnSide<NoBorder>(x, shape), pixels, result, shape.Pixels, geometry.Groups);
            else
                Product.Run(launcher, OnSide<ZeroBorder>(x, shape), pixels, result, shape.Pixels, geometry.Groups);
        }
    }

    /// <summary>∂L/∂x, with a bias where it is a transposed convolution's result.</summary>
    internal void InputGradient<TGradient>(
        TGradient gradient, Tensor w, Tensor? b, Floats dx, ConvShape shape, Ops.Conv2dGeometry geometry)
        where TGradient : struct, IGradient
    {
        if (shape.Stride == 1)
            Run(new GradientPatches<TGradient, OnePixel> { Gradient = gradient, Shape = shape });
        else
            Run(new GradientPatches<TGradient, SomePixels> { Gradient = gradient, Shape = shape });

        void Run<TPatches>(TPatches patches)
            where TPatches : struct, IFactor => Product.Run(
                launcher,
                patches,
                new WeightsFromInput { W = w.Read(), Shape = shape },
                MatrixResult.Of(
                    dx, geometry.Batch * shape.Height * shape.Width, shape.InOfGroup, shape.In, shape.InOfGroup, b?.Read()),
                shape.KernelHeight * shape.KernelWidth * shape.OutOfGroup,
                geometry.Groups);
    }

    private static PatchesOnSide<TBorder> OnSide<TBorder>(Tensor x, ConvShape shape)
        where TBorder : struct, IBorder => new() { Patches = new Patches<TBorder> { X = x.Read(), Shape = shape } };

    private static Matrix Weights(Tensor w, ConvShape shape) => new()
    {
        Data = w.Read(),
        StrideOfMatrix = shape.OutOfGroup,
        StrideOfLine = 1,
        StrideOfTerm = shape.Out,
    };
}
