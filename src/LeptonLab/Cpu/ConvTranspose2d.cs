using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Transposed convolution by the kernels of <see cref="Conv2d"/>, which list their paths: y is the data gradient of the
/// convolution from y to x, ∂L/∂x that convolution of ∂L/∂y, and ∂L/∂w its weight gradient with x and ∂L/∂y in each other's
/// place.
/// </summary>
internal sealed unsafe class ConvTranspose2d : Ops.ConvTranspose2d.IKernel
{
    private readonly Conv2d _convolution = new();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry)
    {
        // For the data gradient alone the convolution's input is not read.
        _convolution.Backward(x: y, w, dy: x, dx: y, dw: null, db: null, geometry);
        if (b is not null && y.Count > 0)
            AddBias(y, b);
    }

    public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (dx is not null)
            _convolution.Forward(dy, w, null, dx, geometry);
        if (dw is not null)
            _convolution.Backward(x: dy, w, dy: x, dx: null, dw, db: null, geometry);
        if (db is not null)
            ColumnSums.Run(dy.Pointer, db.Count == 0 ? 0 : dy.Count / db.Count, db.Count, db.Pointer);
    }

    private static void AddBias(Tensor y, Tensor b)
    {
        var blocks = new ChannelBlocks(y.Count, b.Count);
        var coefficients = ChannelCoefficients.For(blocks);
        for (int c = 0; c < b.Count; c++)
            (coefficients.Mean[c], coefficients.Scale[c], coefficients.Shift[c]) = (0, 1, b.Pointer[c]);
        coefficients.Repeat(blocks);
        Chunks.Run(blocks.Count, new ChannelNormalize<IdentityFunction>
        {
            Blocks = blocks, Coefficients = coefficients, X = y.Pointer, Y = y.Pointer,
        });
    }
}
