using LeptonLab.Data.Raster;

namespace LeptonLab.Data.Smears;

/// <summary>A cell with a nucleus: its outline, what is in it, and how that takes the stain.</summary>
internal sealed record Leukocyte(
    Outline Outline,
    Func<double, double, double> Nucleus,
    Ink NuclearInk,
    Ink Cytoplasm,
    uint Seed)
{
    /// <summary>The size of clumps of chromatin, in micrometres.</summary>
    internal double ClumpSize { get; init; } = 0.9;

    /// <summary>How much lighter and darker than the mean the chromatin is in places.</summary>
    internal double ClumpContrast { get; init; } = 0.5;

    /// <summary>How ragged the nucleus is, in micrometres.</summary>
    internal double Raggedness { get; init; } = 0.35;

    /// <summary>How uneven the cytoplasm is.</summary>
    internal double CytoplasmContrast { get; init; } = 0.35;

    /// <summary>How much deeper the cytoplasm is stained towards the rim.</summary>
    internal double RimDepth { get; init; } = 0.15;

    /// <summary>The ink of the granules; none by default.</summary>
    internal Ink GranuleInk { get; init; }

    /// <summary>The distance between granules, in micrometres.</summary>
    internal double GranuleSpacing { get; init; } = 0.8;

    /// <summary>The radius of granules as a part of their distance.</summary>
    internal double GranuleRadius { get; init; } = 0.5;

    /// <summary>The part of the granules that is there, 0 … 1.</summary>
    internal double GranuleShare { get; init; } = 1;

    /// <summary>How much of the granules lies over the nucleus.</summary>
    internal double GranulesOverNucleus { get; init; }

    /// <summary>Pale round holes in the cytoplasm: how many of those possible, 0 … 1.</summary>
    internal double Vacuoles { get; init; }

    /// <summary>Pale spots in the nucleus: x, y, radius.</summary>
    internal (double X, double Y, double Radius)[] Nucleoli { get; init; } = [];

    internal void Paint(Canvas canvas, double x, double y, double angle)
    {
        double edge = canvas.Edge;
        Texture clumps = new(Seed), body = new(Seed + 1), ragged = new(Seed + 2);
        Texture granules = new(Seed + 3), holes = new(Seed + 4);
        canvas.Paint(x, y, 1.6 * Outline.Radius + 1, angle, (px, py) =>
        {
            double distance = Outline.Distance(px, py);
            double cell = Field.Inside(distance, 1.6 * edge);
            if (cell == 0)
                return default;

            double wobbleX = px + Raggedness * (ragged.Noise(px, py) - 0.5);
            double wobbleY = py + Raggedness * (ragged.Noise(px + 31, py) - 0.5);
            double depth = Nucleus(wobbleX, wobbleY);
            double nucleus = Field.Inside(depth, 1.7 * edge);

            double rim = 1 + RimDepth * Math.Clamp(1 + distance / Outline.Radius, 0, 1);
            double uneven = 1 + CytoplasmContrast * 2 * (body.Rough(px / 1.3, py / 1.3) - 0.5);
            double hole = Vacuoles == 0 ? 0 : Hole(holes, px, py, edge);
            Ink plasm = Cytoplasm * (rim * uneven * (1 - 0.8 * hole));

            double clump = 1 + ClumpContrast * 2 * (clumps.Rough(px / ClumpSize, py / ClumpSize) - 0.5);
            double membrane = 1 + 0.12 * Field.Inside(Math.Abs(depth + 0.18) - 0.12, edge);
            foreach ((double spotX, double spotY, double radius) in Nucleoli)
                clump *= 1 - 0.42 * Field.Inside(Field.Disc(px, py, spotX, spotY, radius), 4 * edge);
            Ink ink = plasm * (1 - nucleus) + NuclearInk * (clump * membrane * nucleus);
            if (GranuleInk != default)
            {
                double bare = (1 - nucleus * (1 - GranulesOverNucleus)) * Field.Inside(distance + 0.35, 3 * edge);
                ink += GranuleInk * (Granule(granules, px, py, edge) * bare);
            }

            return ink * cell;
        });
    }

    private double Granule(Texture granules, double x, double y, double edge)
    {
        (double distance, double own) = granules.Nearest(x / GranuleSpacing, y / GranuleSpacing);
        if (own > GranuleShare)
            return 0;
        double size = 0.75 + 0.5 * own / GranuleShare;
        return Field.Inside((distance - GranuleRadius * size) * GranuleSpacing, 1.6 * edge) * (0.7 + 0.3 * size);
    }

    private double Hole(Texture holes, double x, double y, double edge)
    {
        (double distance, double own) = holes.Nearest(x / 1.7, y / 1.7);
        return own > Vacuoles ? 0 : Field.Inside((distance - 0.16 - 0.14 * own / Vacuoles) * 1.7, 2 * edge);
    }
}
