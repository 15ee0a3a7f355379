using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A pooling to look into, forward and backward: click an output pixel and see its window, its largest value and its mean, and
/// where its gradient goes. Every output has the gradient 1, so that dx says which share of the outputs a pixel has. The
/// picture can be moved to the right, pixel by pixel.
/// <code>new PoolingExplorer(x, kernel: 2, stride: 2, shifts: 3)</code>
/// </summary>
public sealed class PoolingExplorer : InteractiveFigure
{
    private const int MostSide = 24;
    private readonly Tensor _x;
    private readonly int _kernel, _stride, _shifts;
    private readonly bool _average;

    /// <summary>Makes the figure.</summary>
    /// <param name="x">One picture with one channel, [height, width], up to 24 × 24 pixels.</param>
    /// <param name="kernel">The window's side, in pixels.</param>
    /// <param name="stride">Steps between windows, in pixels.</param>
    /// <param name="average">Whether the mean is shown at first, and not the largest value.</param>
    /// <param name="shifts">By how many pixels the picture can be moved: as many columns at its left are hidden at first.</param>
    /// <exception cref="ArgumentException">x is no such picture, or no window fits into what is shown of it.</exception>
    public PoolingExplorer(Tensor x, int kernel = 2, int stride = 2, bool average = false, int shifts = 0) : base("pooling-explorer")
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 2 || x.Shape[0] > MostSide || x.Shape[1] > MostSide)
            throw new ArgumentException($"PoolingExplorer shows one small picture, [height, width] up to {MostSide} × {MostSide}; x is {x.Shape}.", nameof(x));
        if (kernel < 1 || stride < 1 || shifts < 0 || x.Shape[0] < kernel || x.Shape[1] - shifts < kernel)
        {
            throw new ArgumentException(
                $"PoolingExplorer: no window of {kernel} × {kernel} with stride {stride} fits into {x.Shape[0]} × {x.Shape[1] - shifts} pixels "
                + $"(x is {x.Shape}, of which {shifts} columns are hidden). Take a smaller window or fewer shifts.",
                nameof(kernel));
        }

        (_x, _kernel, _stride, _average, _shifts) = (x, kernel, stride, average, shifts);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Shape shape = [1, _x.Shape[0], _x.Shape[1] - _shifts, 1];
        Tensor x = Tensor.Zeros(shape);
        for (int i = 0; i < shape[1]; i++)
        {
            for (int j = 0; j < shape[2]; j++)
                x[0, i, j, 0] = _x[i, j + _shifts];
        }

        x.RequiresGrad = true;
        Tensor y = _average ? AvgPool2d.Apply(x, _kernel, _stride) : MaxPool2d.Apply(x, _kernel, _stride);
        y.Backward(Tensor.Ones(y.Shape));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(_average ? "Average" : "Max")}-pooling, window {_kernel} × {_kernel}, stride {_stride}\n");
        Append(text, "x", x);
        Append(text, "y", y);
        Append(text, "dx, where every dy is 1", x.Grad!);
        float mass = 0;
        foreach (float value in x.Grad!.AsSpan())
            mass += value;
        return text.Append(CultureInfo.InvariantCulture, $"sum of dy = {y.Count}, sum of dx = {mass:G5}").ToString();
    }

    private protected override JsonObject Data() => new()
    {
        ["shape"] = Extents(_x.Shape),
        ["x"] = Numbers(_x),
        ["kernel"] = _kernel,
        ["stride"] = _stride,
        ["average"] = _average,
        ["shifts"] = _shifts,
    };

    private static void Append(StringBuilder text, string name, Tensor picture)
    {
        text.Append(name).Append(":\n");
        for (int i = 0; i < picture.Shape[1]; i++)
        {
            for (int j = 0; j < picture.Shape[2]; j++)
                text.Append(CultureInfo.InvariantCulture, $"{picture[0, i, j, 0],7:G4}");
            text.Append('\n');
        }
    }
}
