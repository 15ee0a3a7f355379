using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// The gradient of a kernel under the microscope: pick an entry of dW and see it as its sum of products x · dy, and what the
/// engine computed beside the finite difference of the loss.
/// <code>
/// dW[u, v, c, o] = Σ_n Σ_i Σ_j x[n, s·i + u − p, s·j + v − p, c] · dy[n, i, j, o]
/// new GradientMicroscope(x, w, dy, stride: 1, padding: 1)
/// </code>
/// </summary>
public sealed class GradientMicroscope : InteractiveFigure
{
    private const int MostNumbers = 20_000;
    private const long MostProducts = 200_000_000;
    private const double Step = 1e-3;
    private readonly Tensor _x, _w, _dy;
    private readonly double[] _analytic, _numeric;
    private readonly int _stride, _padding, _row, _column;

    /// <summary>Makes the figure.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in, out].</param>
    /// <param name="dy">∂L/∂y, [batch, height out, width out, out].</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">Zeros on each side, in pixels.</param>
    /// <param name="loss">
    /// The loss as a function of the kernel, for the finite differences; by default Σ y · dy, whose gradient with respect to y is dy.
    /// </param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is too much to look at.</exception>
    public GradientMicroscope(Tensor x, Tensor w, Tensor dy, int stride = 1, int padding = 0, Func<Tensor, double>? loss = null)
        : base("gradient-microscope")
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(dy);
        Conv2dGeometry geometry = Conv2dGeometry.Of(x.Shape, w.Shape, null, stride, padding);
        if (dy.Shape != geometry.OutputShape)
            throw new ArgumentException($"GradientMicroscope: dy is {dy.Shape}, but the convolution of x {x.Shape} with w {w.Shape} gives y {geometry.OutputShape}.", nameof(dy));
        if (x.Count > MostNumbers || w.Count > MostNumbers || dy.Count is 0 or > MostNumbers || 2L * w.Count * dy.Count * w.Count / Math.Max(1, w.Shape[3]) > MostProducts)
            throw new ArgumentException($"GradientMicroscope is for small tensors; x is {x.Shape}, w {w.Shape}, dy {dy.Shape}. Take fewer images, or cut out a part.", nameof(x));
        (_x, _w, _dy, _stride, _padding) = (x, w, dy, stride, padding);
        var dw = Tensor.Zeros(w.Shape);
        Conv2d.Backward<float>(x.AsSpan(), w.AsSpan(), dy.AsSpan(), [], dw.AsSpan(), [], geometry);
        _analytic = [.. dw.ToArray().Select(value => (double)value)];
        _numeric = loss is null ? SlopesOfTheSum(geometry) : Slopes(loss);
        (_row, _column) = (w.Shape[0] / 2, w.Shape[1] / 2);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        int entry = (_row * _w.Shape[1] + _column) * _w.Shape[2] * _w.Shape[3];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Gradient of a kernel: x {_x.Shape}, w {_w.Shape}, dy {_dy.Shape}, stride {_stride}, padding {_padding}\n");
        text.Append(CultureInfo.InvariantCulture, $"dW[{_row}, {_column}, 0, 0] = Σ x · dy over {_dy.Count / _dy.Shape[3]} outputs = {_analytic[entry]:G7}; finite difference {_numeric[entry]:G7}\n");
        return text.Append(CultureInfo.InvariantCulture, $"largest distance of the two over all {_w.Count} entries: {_analytic.Zip(_numeric, (a, n) => Math.Abs(a - n)).Max():G2}").ToString();
    }

    private protected override JsonObject Data() => new()
    {
        ["xShape"] = Extents(_x.Shape),
        ["wShape"] = Extents(_w.Shape),
        ["dyShape"] = Extents(_dy.Shape),
        ["x"] = Numbers(_x),
        ["dy"] = Numbers(_dy),
        ["analytic"] = Numbers(_analytic),
        ["numeric"] = Numbers(_numeric.Select(value => Math.Round(value, 9))),
        ["stride"] = _stride,
        ["padding"] = _padding,
        ["row"] = _row,
        ["column"] = _column,
    };

    // L = Σ y · dy, by the plain loops in double.
    private double[] SlopesOfTheSum(Conv2dGeometry geometry)
    {
        double[] x = Doubles(_x), w = Doubles(_w), dy = Doubles(_dy), y = new double[dy.Length];
        double Loss()
        {
            Conv2d.Forward<double>(x, w, [], y, geometry);
            return y.Zip(dy, (a, b) => a * b).Sum();
        }

        return [.. Enumerable.Range(0, w.Length).Select(i =>
        {
            double old = w[i];
            w[i] = old + Step;
            double above = Loss();
            w[i] = old - Step;
            double below = Loss();
            w[i] = old;
            return (above - below) / (2 * Step);
        })];
    }

    // The kernel holds floats: the step that was really made is what counts.
    private double[] Slopes(Func<Tensor, double> loss) => [.. Enumerable.Range(0, _w.Count).Select(i =>
    {
        Tensor above = _w.Clone(), below = _w.Clone();
        above.AsSpan()[i] += (float)Step;
        below.AsSpan()[i] -= (float)Step;
        return (loss(above) - loss(below)) / ((double)above.AsSpan()[i] - below.AsSpan()[i]);
    })];

    private static double[] Doubles(Tensor tensor) => [.. tensor.ToArray().Select(value => (double)value)];
}
