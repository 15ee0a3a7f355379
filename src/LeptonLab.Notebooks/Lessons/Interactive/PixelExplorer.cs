using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A convolution to look into: click an output pixel and see its window, its products with the kernel, and their sum;
/// change stride and padding and see the output change.
/// <code>new PixelExplorer(x, w, b, stride: 1, padding: 1)</code>
/// </summary>
public sealed class PixelExplorer : InteractiveFigure
{
    private const int MostPixels = 64 * 64;
    private const int MostNumbers = 50_000;
    private readonly Tensor _x, _w, _b, _y;
    private readonly int _stride, _padding, _row, _column;

    /// <summary>Makes the figure.</summary>
    /// <param name="x">One image: [height, width, in] or [1, height, width, in], up to 64 × 64 pixels.</param>
    /// <param name="w">[kernel height, kernel width, in, out].</param>
    /// <param name="b">[out]; by default there is no bias.</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">Zeros on each side, in pixels.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is too much to look at.</exception>
    public PixelExplorer(Tensor x, Tensor w, Tensor? b = null, int stride = 1, int padding = 0) : base("pixel-explorer")
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(w);
        _x = x.Shape.Rank == 3 ? x.Reshape(x.Shape.Prepend(1)) : x;
        if (_x.Shape.Rank != 4 || _x.Shape[0] != 1)
            throw new ArgumentException($"PixelExplorer shows one image, [height, width, in] or [1, height, width, in]; x is {x.Shape}.", nameof(x));
        if (_x.Shape[1] * _x.Shape[2] > MostPixels || _x.Count > MostNumbers || w.Count > MostNumbers)
            throw new ArgumentException($"PixelExplorer is for small images, up to 64 × 64 pixels and {MostNumbers:N0} numbers; x is {x.Shape} and w {w.Shape}. Cut out a part.", nameof(x));
        _y = Conv2d.Apply(_x, w, b, stride, padding);
        if (_y.Count == 0)
            throw new ArgumentException($"The convolution has no output: x is {x.Shape}, w {w.Shape}.", nameof(x));
        (_w, _b) = (w, b ?? Tensor.Zeros([w.Shape[3]]));
        (_stride, _padding) = (stride, padding);
        (_row, _column) = (_y.Shape[1] / 2, _y.Shape[2] / 2);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Convolution: x {_x.Shape}, w {_w.Shape}, stride {_stride}, padding {_padding} → y {_y.Shape}\n");
        text.Append(CultureInfo.InvariantCulture, $"y[0, {_row}, {_column}, 0] = {_b[0]:G5} (bias)");
        for (int u = 0; u < _w.Shape[0]; u++)
        {
            for (int v = 0; v < _w.Shape[1]; v++)
            {
                for (int c = 0; c < _w.Shape[2]; c++)
                    text.Append(CultureInfo.InvariantCulture, $" + {Pixel(u, v, c):G5} · {_w[u, v, c, 0]:G5}");
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $" = {_y[0, _row, _column, 0]:G5}").ToString();
    }

    private protected override JsonObject Data() => new()
    {
        ["xShape"] = Extents(_x.Shape.DropFirst()),
        ["wShape"] = Extents(_w.Shape),
        ["x"] = Numbers(_x),
        ["w"] = Numbers(_w),
        ["b"] = Numbers(_b),
        ["stride"] = _stride,
        ["padding"] = _padding,
        ["row"] = _row,
        ["column"] = _column,
    };

    private float Pixel(int u, int v, int c)
    {
        int row = _stride * _row + u - _padding, column = _stride * _column + v - _padding;
        return row >= 0 && row < _x.Shape[1] && column >= 0 && column < _x.Shape[2] ? _x[0, row, column, c] : 0;
    }
}
