using LeptonLab.Ops;

namespace LeptonLab.Ladders;

/// <summary>
/// Single numbers of a convolution's results in double, by the sums of <see cref="Ops.Conv2d"/>: enough of them show whether
/// a kernel is right, without computing all.
/// </summary>
internal sealed class Conv2dTruth(Conv2dProblem problem)
{
    private readonly Conv2dGeometry _g = problem.Geometry;

    internal double Y(int index)
    {
        (int pixel, int o) = Math.DivRem(index, _g.Out);
        (int row, int j) = Math.DivRem(pixel, _g.OutWidth);
        return Y(row / _g.OutHeight, row % _g.OutHeight, j, o);
    }

    internal double PooledY(int index)
    {
        (int pixel, int o) = Math.DivRem(index, _g.Out);
        (int row, int j) = Math.DivRem(pixel, _g.OutWidth / 2);
        int n = row / (_g.OutHeight / 2), i = row % (_g.OutHeight / 2);
        double largest = 0;
        for (int place = 0; place < 4; place++)
            largest = Math.Max(largest, Y(n, 2 * i + place / 2, 2 * j + place % 2, o));
        return largest;
    }

    internal double DW(int index)
    {
        (int rest, int o) = Math.DivRem(index, _g.Out);
        (int tap, int c) = Math.DivRem(rest, _g.In);
        (int u, int v) = Math.DivRem(tap, _g.KernelWidth);
        ReadOnlySpan<float> x = problem.X.Values, dy = problem.DY.Values;
        double sum = 0;
        for (int n = 0; n < _g.Batch; n++)
        for (int i = 0; i < _g.OutHeight; i++)
        for (int j = 0; j < _g.OutWidth; j++)
            sum += (double)_g.PixelOrZero(x, n, _g.Stride * i + u - _g.Padding, _g.Stride * j + v - _g.Padding, c) * dy[_g.Y(n, i, j, o)];
        return sum;
    }

    internal double DB(int o)
    {
        double sum = 0;
        ReadOnlySpan<float> dy = problem.DY.Values;
        for (int at = o; at < dy.Length; at += _g.Out)
            sum += dy[at];
        return sum;
    }

    internal double DX(int index)
    {
        (int pixel, int c) = Math.DivRem(index, _g.In);
        (int line, int column) = Math.DivRem(pixel, _g.Width);
        int n = line / _g.Height, row = line % _g.Height;
        ReadOnlySpan<float> w = problem.W.Values, dy = problem.DY.Values;
        double sum = 0;
        for (int u = 0; u < _g.KernelHeight; u++)
        for (int v = 0; v < _g.KernelWidth; v++)
        {
            // row = s·i + u − p, column = s·j + v − p
            (int i, int iRest) = Math.DivRem(row + _g.Padding - u, _g.Stride);
            (int j, int jRest) = Math.DivRem(column + _g.Padding - v, _g.Stride);
            if (iRest != 0 || jRest != 0 || (uint)i >= (uint)_g.OutHeight || (uint)j >= (uint)_g.OutWidth)
                continue;
            for (int o = 0; o < _g.Out; o++)
                sum += (double)w[_g.W(u, v, c, o)] * dy[_g.Y(n, i, j, o)];
        }

        return sum;
    }

    private double Y(int n, int i, int j, int o)
    {
        ReadOnlySpan<float> x = problem.X.Values, w = problem.W.Values;
        double sum = problem.B.Values[o];
        for (int u = 0; u < _g.KernelHeight; u++)
        for (int v = 0; v < _g.KernelWidth; v++)
        for (int c = 0; c < _g.In; c++)
            sum += (double)_g.PixelOrZero(x, n, _g.Stride * i + u - _g.Padding, _g.Stride * j + v - _g.Padding, c) * w[_g.W(u, v, c, o)];
        return sum;
    }
}
