namespace LeptonLab.Data.Raster;

/// <summary>
/// How much of each pixel a figure covers, exactly: each edge adds the area to its right within its row, and a running sum
/// along the row does the rest (the method of Levien's font-rs). The sum counts windings; its size, at most 1, is the cover.
/// </summary>
internal sealed class Coverage
{
    private float[] _sums = [];

    /// <summary>The pixels that may be covered: columns Left … Right − 1.</summary>
    internal int Left { get; private set; }

    internal int Right { get; private set; }

    internal int Top { get; private set; }

    internal int Bottom { get; private set; }

    private int Stride => Right - Left + 2;

    /// <summary>The cover of the pixels of one row, from <see cref="Left"/>; to be read once.</summary>
    internal Span<float> Row(int row)
    {
        Span<float> sums = _sums.AsSpan((row - Top) * Stride, Right - Left);
        float sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sum += sums[i];
            sums[i] = Math.Min(Math.Abs(sum), 1);
        }

        return sums;
    }

    /// <summary>Takes a figure, as far as it lies within width × height pixels.</summary>
    internal void Take(Figure figure, int width, int height)
    {
        double left = double.MaxValue, right = double.MinValue, top = double.MaxValue, bottom = double.MinValue;
        foreach (Point2[] contour in figure.Contours)
        {
            foreach (Point2 point in contour)
            {
                (left, right) = (Math.Min(left, point.X), Math.Max(right, point.X));
                (top, bottom) = (Math.Min(top, point.Y), Math.Max(bottom, point.Y));
            }
        }

        // A figure without corners, or one that a projection made infinite, covers nothing.
        bool empty = !(left < width && right > 0 && top < height && bottom > 0 && double.IsFinite(right - left + bottom - top));
        Left = empty ? 0 : (int)Math.Max(0, Math.Floor(left));
        Right = empty ? 0 : (int)Math.Min(width, Math.Ceiling(right));
        Top = empty ? 0 : (int)Math.Max(0, Math.Floor(top));
        Bottom = empty ? 0 : (int)Math.Min(height, Math.Ceiling(bottom));
        int length = (Bottom - Top) * Stride;
        if (_sums.Length < length)
            _sums = new float[length];
        else
            Array.Clear(_sums, 0, length);
        if (empty)
            return;
        foreach (Point2[] contour in figure.Contours)
        {
            for (int i = 0; i < contour.Length; i++)
                AddEdge(contour[i], contour[(i + 1) % contour.Length]);
        }
    }

    private void AddEdge(Point2 a, Point2 b)
    {
        if (a.Y == b.Y)
            return;
        double sign = 1;
        if (a.Y > b.Y)
            (a, b, sign) = (b, a, -1);
        double slope = (b.X - a.X) / (b.Y - a.Y);
        int first = (int)Math.Max(Top, Math.Floor(a.Y)), last = (int)Math.Min(Bottom, Math.Ceiling(b.Y));
        for (int row = first; row < last; row++)
        {
            double y0 = Math.Max(row, a.Y), y1 = Math.Min(row + 1, b.Y);
            if (y1 <= y0)
                continue;
            double x0 = Math.Clamp(a.X + (y0 - a.Y) * slope, Left, Right) - Left;
            double x1 = Math.Clamp(a.X + (y1 - a.Y) * slope, Left, Right) - Left;
            AddRow(_sums.AsSpan((row - Top) * Stride, Stride), Math.Min(x0, x1), Math.Max(x0, x1), sign * (y1 - y0));
        }
    }

    // An edge from x0 to x1 that spans "height" of the row.
    private static void AddRow(Span<float> sums, double x0, double x1, double height)
    {
        int first = (int)Math.Floor(x0);
        if (x1 <= first + 1)
        {
            double inside = height * (first + 1 - (x0 + x1) / 2);
            sums[first] += (float)inside;
            sums[first + 1] += (float)(height - inside);
            return;
        }

        double perColumn = height / (x1 - x0), before = 0;
        int last = (int)Math.Ceiling(x1);
        for (int column = first; column < last; column++)
        {
            double from = Math.Max(x0, column), to = Math.Min(x1, column + 1);

            // The area to the right of the edge within this column, from the part of the edge left of it and within it.
            double area = perColumn * ((from - x0) + (to - from) * (column + 1 - (from + to) / 2));
            sums[column] += (float)(area - before);
            before = area;
        }

        sums[last] += (float)(height - before);
    }
}
