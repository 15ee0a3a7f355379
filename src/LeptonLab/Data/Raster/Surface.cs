namespace LeptonLab.Data.Raster;

/// <summary>
/// A picture that is being painted from back to front, together with its ground truth: which object each pixel belongs to
/// (the last painted one that covers at least half of it), how far away that is, and how large each object would be with
/// nothing in front of it.
/// </summary>
internal sealed class Surface
{
    // Cover that rounding leaves beside a figure.
    private const float Least = 1f / 512;
    private readonly Coverage _coverage = new();
    private readonly Dictionary<int, Extent> _extents = [];
    private Extent? _extent;
    private int _id;
    private float _depth;

    internal Surface(int width, int height)
    {
        (Width, Height) = (width, height);
        Light = new float[width * height * 3];
        Ids = new int[width * height];
        Depth = new float[width * height];
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>Red, green, blue, row by row, 0 … 1.</summary>
    internal float[] Light { get; }

    /// <summary>The object of each pixel.</summary>
    internal int[] Ids { get; }

    /// <summary>The distance of each pixel.</summary>
    internal float[] Depth { get; }

    /// <summary>What is painted from now on belongs to this object, at this distance.</summary>
    internal void Begin(int id, double depth)
    {
        (_id, _depth) = (id, (float)depth);
        if (!_extents.TryGetValue(id, out _extent))
            _extents[id] = _extent = new Extent();
    }

    /// <summary>All pixels that an object was painted on, whether or not something was painted over it later.</summary>
    internal Extent Whole(int id) => _extents.TryGetValue(id, out Extent? extent) ? extent : new Extent();

    /// <summary>The pixels that show an object in the end.</summary>
    internal Dictionary<int, Extent> Visible()
    {
        var visible = new Dictionary<int, Extent>();
        for (int i = 0; i < Ids.Length; i++)
        {
            if (!visible.TryGetValue(Ids[i], out Extent? extent))
                visible[Ids[i]] = extent = new Extent();
            extent.Add(i % Width, i / Width);
        }

        return visible;
    }

    /// <summary>Paints a figure in one colour, which lets through what is behind it by 1 − opacity.</summary>
    internal void Fill(Figure figure, Rgb colour, double opacity = 1) => Fill(figure, (_, _) => colour, opacity);

    /// <summary>Paints a figure; the colour depends on the middle of the pixel.</summary>
    internal void Fill(Figure figure, Func<double, double, Rgb> brush, double opacity = 1)
    {
        _coverage.Take(figure, Width, Height);
        for (int row = _coverage.Top; row < _coverage.Bottom; row++)
        {
            Span<float> covers = _coverage.Row(row);
            for (int i = 0; i < covers.Length; i++)
            {
                if (covers[i] < Least)
                    continue;
                int column = _coverage.Left + i;
                Blend(column, row, brush(column + 0.5, row + 0.5), covers[i] * opacity);
                if (covers[i] >= 0.5f)
                    Mark(column, row);
            }
        }
    }

    /// <summary>Paints light or shade upon what is there, which goes on belonging to its object.</summary>
    internal void Tint(Figure figure, Rgb colour, double opacity) => Tint(figure, (_, _) => (colour, opacity));

    /// <inheritdoc cref="Tint(Figure, Rgb, double)"/>
    internal void Tint(Figure figure, Func<double, double, (Rgb Colour, double Opacity)> brush)
    {
        _coverage.Take(figure, Width, Height);
        for (int row = _coverage.Top; row < _coverage.Bottom; row++)
        {
            Span<float> covers = _coverage.Row(row);
            for (int i = 0; i < covers.Length; i++)
            {
                if (covers[i] < Least)
                    continue;
                int column = _coverage.Left + i;
                (Rgb colour, double opacity) = brush(column + 0.5, row + 0.5);
                Blend(column, row, colour, covers[i] * opacity);
            }
        }
    }

    /// <summary>Adds light around a point, fading to nothing at the radius.</summary>
    internal void Glow(double x, double y, double radius, Rgb light)
    {
        int left = Math.Max(0, (int)Math.Floor(x - radius)), right = Math.Min(Width, (int)Math.Ceiling(x + radius));
        int top = Math.Max(0, (int)Math.Floor(y - radius)), bottom = Math.Min(Height, (int)Math.Ceiling(y + radius));
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                double dx = column + 0.5 - x, dy = row + 0.5 - y, near = 1 - Math.Sqrt(dx * dx + dy * dy) / radius;
                if (near <= 0)
                    continue;
                int at = (row * Width + column) * 3;
                double share = near * near * near;
                Light[at] += (float)(light.R * share);
                Light[at + 1] += (float)(light.G * share);
                Light[at + 2] += (float)(light.B * share);
            }
        }
    }

    /// <summary>Puts a colour on every pixel, from its old colour, its column and its row.</summary>
    internal void Change(Func<Rgb, int, int, Rgb> change)
    {
        for (int row = 0, at = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++, at += 3)
            {
                Rgb colour = change(new Rgb(Light[at], Light[at + 1], Light[at + 2]), column, row);
                (Light[at], Light[at + 1], Light[at + 2]) = ((float)colour.R, (float)colour.G, (float)colour.B);
            }
        }
    }

    /// <summary>A copy to go on painting, such as a frame over a still background; its objects start anew.</summary>
    internal Surface Copy()
    {
        var copy = new Surface(Width, Height);
        Light.CopyTo(copy.Light, 0);
        Ids.CopyTo(copy.Ids, 0);
        Depth.CopyTo(copy.Depth, 0);
        return copy;
    }

    private void Blend(int column, int row, Rgb colour, double share)
    {
        int at = (row * Width + column) * 3;
        Light[at] += (float)((colour.R - Light[at]) * share);
        Light[at + 1] += (float)((colour.G - Light[at + 1]) * share);
        Light[at + 2] += (float)((colour.B - Light[at + 2]) * share);
    }

    private void Mark(int column, int row)
    {
        int at = row * Width + column;
        Depth[at] = _depth;
        if (Ids[at] == _id)
            return;
        Ids[at] = _id;
        _extent?.Add(column, row);
    }
}

/// <summary>A set of pixels, by its number and bounds.</summary>
internal sealed class Extent
{
    internal int Pixels { get; private set; }

    internal int Left { get; private set; } = int.MaxValue;

    internal int Top { get; private set; } = int.MaxValue;

    internal int Right { get; private set; }

    internal int Bottom { get; private set; }

    /// <summary>The bounds; right and bottom are edges, not pixels.</summary>
    internal Training.Box Box => Pixels == 0 ? default : new(Left, Top, Right, Bottom);

    internal void Add(int column, int row)
    {
        Pixels++;
        (Left, Right) = (Math.Min(Left, column), Math.Max(Right, column + 1));
        (Top, Bottom) = (Math.Min(Top, row), Math.Max(Bottom, row + 1));
    }
}
