namespace LeptonLab.Gpu;

/// <summary>
/// Transposed convolutions as the products of the convolution from y to x, see <see cref="Conv2d"/>: forward is its data
/// gradient, with the bias added where it is stored; ∂L/∂x is its forward pass, and ∂L/∂w its ∂L/∂w with the images' roles
/// exchanged.
/// </summary>
internal sealed class ConvTranspose2d(Launcher launcher) : Ops.ConvTranspose2d.IKernel
{
    private readonly Conv2d _convolution = new(launcher);

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Ops.Conv2dGeometry geometry)
    {
        if (y.Count == 0)
            return;
        ConvShape shape = ConvShape.Of(geometry, pooled: false);
        _convolution.InputGradient(new FullGradient { DY = x.Read() }, w, b, y.Write(), shape, geometry);
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Ops.Conv2dGeometry geometry)
    {
        if (dx is not null)
            _convolution.Forward(dy, w, null, dx, geometry);
        if (dw is not null)
            _convolution.Backward(dy, w, x, null, dw, null, geometry);
        if (db is not null)
            Fold.Run(launcher, db, Folding.OfColumns(dy.Count / Math.Max(1, geometry.In), geometry.In), () => new Elements { X = dy.Read() });
    }
}
