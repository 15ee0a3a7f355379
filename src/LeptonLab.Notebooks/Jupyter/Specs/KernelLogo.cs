using System.Globalization;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Notebooks.Jupyter.Specs;

/// <summary>
/// The picture that launchers show: a small network of two layers, white on blue. It is described once, in a square of side
/// 1, and drawn as an SVG and as pixels.
/// </summary>
internal static class KernelLogo
{
    private const double Corner = 0.18, Radius = 0.085, HalfLine = 0.018;
    private const int Samples = 4;
    private static readonly (double X, double Y)[] Left = [(0.26, 0.26), (0.26, 0.74)];
    private static readonly (double X, double Y)[] Right = [(0.74, 0.2), (0.74, 0.5), (0.74, 0.8)];
    private static readonly (byte Red, byte Green, byte Blue) Ground = (0x00, 0x72, 0xB2);

    /// <summary>As an SVG.</summary>
    public static string Svg
    {
        get
        {
            var svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">");
            svg.Append(Invariant($"<rect width=\"1\" height=\"1\" rx=\"{Corner}\" fill=\"#0072B2\"/>"));
            svg.Append(Invariant($"<g stroke=\"#fff\" stroke-width=\"{2 * HalfLine}\">"));
            foreach (((double X, double Y) a, (double X, double Y) b) in Lines)
                svg.Append(Invariant($"<path d=\"M{a.X} {a.Y}L{b.X} {b.Y}\"/>"));
            svg.Append("</g><g fill=\"#fff\">");
            foreach ((double x, double y) in Left.Concat(Right))
                svg.Append(Invariant($"<circle cx=\"{x}\" cy=\"{y}\" r=\"{Radius}\"/>"));
            return svg.Append("</g></svg>\n").ToString();
        }
    }

    /// <summary>As a PNG of that many pixels in height and width.</summary>
    public static byte[] Png(int side)
    {
        var image = new Image(side, side, channels: 4);
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
                Paint(image, x, y);
        }

        return PngWriter.Encode(image);
    }

    private static IEnumerable<((double X, double Y) From, (double X, double Y) To)> Lines =>
        Left.SelectMany(_ => Right, (a, b) => (a, b));

    // Each pixel is the mean of 4 × 4 points in it.
    private static void Paint(Image image, int x, int y)
    {
        int inside = 0, white = 0;
        for (int i = 0; i < Samples * Samples; i++)
        {
            double px = (x + (i % Samples + 0.5) / Samples) / image.Width, py = (y + (i / Samples + 0.5) / Samples) / image.Height;
            if (!IsInside(px, py))
                continue;
            inside++;
            if (IsWhite(px, py))
                white++;
        }

        byte Mix(byte ground) => (byte)(inside == 0 ? 0 : (255 * white + ground * (inside - white)) / inside);
        (image[x, y, 0], image[x, y, 1], image[x, y, 2]) = (Mix(Ground.Red), Mix(Ground.Green), Mix(Ground.Blue));
        image[x, y, 3] = (byte)(255 * inside / (Samples * Samples));
    }

    private static bool IsInside(double x, double y)
    {
        double dx = Math.Max(Math.Abs(x - 0.5) - (0.5 - Corner), 0), dy = Math.Max(Math.Abs(y - 0.5) - (0.5 - Corner), 0);
        return dx * dx + dy * dy <= Corner * Corner;
    }

    private static bool IsWhite(double x, double y) =>
        Left.Concat(Right).Any(node => Square(x - node.X) + Square(y - node.Y) <= Radius * Radius)
        || Lines.Any(line => SquaredDistance(x, y, line.From, line.To) <= HalfLine * HalfLine);

    private static double SquaredDistance(double x, double y, (double X, double Y) a, (double X, double Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y;
        double t = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        return Square(x - a.X - t * dx) + Square(y - a.Y - t * dy);
    }

    private static double Square(double value) => value * value;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
