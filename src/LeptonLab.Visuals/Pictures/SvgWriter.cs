using System.Globalization;
using System.Net;
using System.Text;

namespace LeptonLab.Visuals.Pictures;

/// <summary>Writes a picture as SVG 1.1 with its images inside.</summary>
internal static class SvgWriter
{
    internal static string Write(Picture picture, IEnumerable<PictureItem> items)
    {
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {picture.Width} {picture.Height}\"");
        svg.Append($" width=\"{picture.Width}\" height=\"{picture.Height}\" style=\"max-width:100%;height:auto\"");
        svg.Append($" role=\"img\" aria-label=\"{picture.EscapedDescription}\" font-family=\"{Theme.FontFamily}\">\n");
        svg.Append($"<title>{picture.EscapedDescription}</title>\n");
        svg.Append($"<rect width=\"{picture.Width}\" height=\"{picture.Height}\" fill=\"{Theme.Paper}\"/>\n");
        foreach (PictureItem item in items)
            svg.Append(Element(item)).Append('\n');
        return svg.Append("</svg>\n").ToString();
    }

    private static string Element(PictureItem item) => item switch
    {
        ImageItem i => $"<image x=\"{N(i.X)}\" y=\"{N(i.Y)}\" width=\"{N(i.Width)}\" height=\"{N(i.Height)}\""
            + " style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\""
            + $" href=\"data:image/png;base64,{Convert.ToBase64String(i.Image.ToPng())}\"/>",
        TextItem t => $"<text x=\"{N(t.X)}\" y=\"{N(t.Y)}\" font-size=\"{N(t.Size)}\" fill=\"{t.Color}\""
            + (t.Anchor == TextAnchor.Start ? "" : $" text-anchor=\"{t.Anchor.ToString().ToLowerInvariant()}\"")
            + (t.Bold ? " font-weight=\"600\"" : "")
            + $">{WebUtility.HtmlEncode(t.Text)}</text>",
        FrameItem f => $"<rect x=\"{N(f.X)}\" y=\"{N(f.Y)}\" width=\"{N(f.Width)}\" height=\"{N(f.Height)}\" fill=\"none\""
            + $" stroke=\"{f.Color}\" stroke-width=\"{N(f.Thickness)}\"/>",
        LineItem l => $"<polyline points=\"{string.Join(' ', l.Points.Select(p => $"{N(p.X)},{N(p.Y)}"))}\" fill=\"none\""
            + $" stroke=\"{l.Color}\" stroke-width=\"{N(l.Thickness)}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
        _ => throw new InvalidOperationException($"No way to draw {item.GetType().Name} in SVG."),
    };

    private static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
