using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>Red cells, what befalls them, and platelets. Lengths in micrometres.</summary>
internal static class RedCells
{
    // So that the thickest place of a biconcave cell has thickness 1.
    private const double Thickest = 2.5;

    /// <summary>A normal red cell: a disc, paler in the middle.</summary>
    internal static void Paint(Canvas canvas, Patient patient, RandomStream random, double x, double y, double radius)
    {
        var outline = new Outline(random, radius, 1 + 0.14 * random.NextDouble(), 0.05);
        double pallor = Math.Clamp(patient.Pallor + 0.15 * random.NextDouble(-1, 1), 0, 1);
        Ink ink = patient.RedCell * random.NextDouble(0.88, 1.12);
        canvas.Paint(x, y, 1.4 * radius + 0.5, 0, (px, py) => ink * Disc(outline, px, py, pallor, canvas.Edge));
    }

    /// <summary>A sickle cell: a dense crescent with pointed ends and no pale middle.</summary>
    internal static void PaintSickle(
        Canvas canvas,
        Patient patient,
        RandomStream random,
        double x,
        double y,
        double angle,
        double variation)
    {
        double outer = 6 + 0.5 * variation * random.NextDouble(-1, 1);
        double width = 2.7 + 0.5 * variation * random.NextDouble(-1, 1);
        double inner = random.NextDouble(6.6, 11), shift = width + inner - outer, amount = random.NextDouble(1.15, 1.4);
        var texture = new Texture(random.NextUInt32());
        canvas.Paint(x, y, 7, angle, (px, py) =>
        {
            px += outer - width / 2 + 0.5 * (texture.Noise(px / 2, py / 2) - 0.5);
            double distance = Field.Cut(Field.Disc(px, py, 0, 0, outer), Field.Disc(px, py, -shift, 0, inner), 0.7);
            double thick = 0.8 + 0.2 * Math.Clamp(-distance, 0, 1);
            return patient.RedCell * (amount * thick * Field.Inside(distance, 1.8 * canvas.Edge));
        });
    }

    /// <summary>
    /// A red cell with malaria parasites in the ring stage: a thin blue ring about a pale hole, with one or two dots of
    /// chromatin, like a signet ring.
    /// </summary>
    internal static void PaintRing(
        Canvas canvas,
        Patient patient,
        RandomStream random,
        double x,
        double y,
        double angle,
        double variation)
    {
        double radius = 3.9 + 0.3 * variation * random.NextDouble(-1, 1);
        Paint(canvas, patient, random, x, y, radius);
        int rings = random.NextInt32(4) == 0 ? 2 : 1;
        for (int ring = 0; ring < rings; ring++)
        {
            double direction = angle + ring * Math.PI + random.NextDouble(-0.5, 0.5);
            double far = rings == 2 ? random.NextDouble(1.5, 1.9) : random.NextDouble(0.2, 1.6);
            double size = (rings == 2 ? 1.05 : 1.3) + 0.2 * variation * random.NextDouble(-1, 1);
            double dot = random.NextDouble(0.45, 0.6);
            int dots = random.NextInt32(3) == 0 ? 2 : 1;
            var shape = new Outline(random, size, 1 + 0.3 * random.NextDouble(), 0.1);
            double second = random.NextDouble(1.5, 2.6), spin = random.NextDouble(0, 2 * Math.PI);
            canvas.Paint(
                x + far * PortableMath.Cos(direction),
                y + far * PortableMath.Sin(direction),
                size * 1.7 + 1,
                spin,
                (px, py) =>
                {
                    double distance = shape.Distance(px, py);
                    double band = Field.Inside(Math.Abs(distance) - 0.22, 1.5 * canvas.Edge);
                    double hole = Field.Inside(distance, 2 * canvas.Edge);
                    double chromatin = Field.Inside(Field.Disc(px, py, size, 0, dot), 1.6 * canvas.Edge);
                    if (dots == 2)
                    {
                        chromatin = Math.Max(chromatin, Field.Inside(
                            Field.Disc(px, py, size * PortableMath.Cos(second), size * PortableMath.Sin(second), 0.8 * dot),
                            1.6 * canvas.Edge));
                    }

                    Ink rim = patient.Blue * 0.95 + patient.Nucleus * 0.15;
                    return patient.RedCell * (-0.3 * hole) + rim * (band * (1 - chromatin)) + patient.Nucleus * (0.95 * chromatin);
                });
        }
    }

    /// <summary>A platelet: a small pale body with purple granules in its middle.</summary>
    internal static void PaintPlatelet(Canvas canvas, Patient patient, RandomStream random, double x, double y, double radius)
    {
        var outline = new Outline(random, radius, 1 + 0.5 * random.NextDouble(), 0.16);
        var texture = new Texture(random.NextUInt32());
        double amount = random.NextDouble(0.8, 1.15);
        canvas.Paint(x, y, 2 * radius + 0.5, 0, (px, py) =>
        {
            double distance = outline.Distance(px, py);
            double body = Field.Inside(distance, 2 * canvas.Edge);
            double grains = Field.Inside(distance + 0.25 * radius, 0.7 * radius)
                * (0.25 + 0.9 * texture.Rough(px / 0.45, py / 0.45));
            return ((patient.Blue * 0.45 + patient.Pink * 0.5) * body + patient.Nucleus * (0.5 * grains)) * amount;
        });
    }

    /// <summary>A clump: a dozen platelets sticking together.</summary>
    internal static void PaintClump(
        Canvas canvas,
        Patient patient,
        RandomStream random,
        double x,
        double y,
        double angle,
        double variation)
    {
        int count = 9 + random.NextInt32(1 + (int)(9 * Math.Min(variation, 2)));
        double stretch = random.NextDouble(1, 1.6), cos = PortableMath.Cos(angle), sin = PortableMath.Sin(angle);
        double spread = 0.95 * Math.Sqrt(count);
        for (int i = 0; i < count; i++)
        {
            // A sunflower's spiral (Vogel 1979) fills a disc evenly; the jitter makes it a heap.
            double far = spread * Math.Sqrt((i + 0.5) / count), turn = 2.399963229728653 * i;
            double along = far * PortableMath.Cos(turn) * stretch + 0.5 * random.NextDouble(-1, 1);
            double across = far * PortableMath.Sin(turn) / stretch + 0.5 * random.NextDouble(-1, 1);
            double placeX = x + along * cos - across * sin, placeY = y + along * sin + across * cos;
            PaintPlatelet(canvas, patient, random, placeX, placeY, random.NextDouble(0.85, 1.45));
        }
    }

    // The thickness of a red cell at u = distance from the axis ÷ radius (Evans and Fung, Microvascular Research 4, 1972):
    // √(1 − u²) (c₀ + c₁ u² + c₂ u⁴), here mixed with that of a flat disc, as cells spread on glass.
    private static double Disc(Outline outline, double x, double y, double pallor, double edge)
    {
        double distance = outline.Distance(x, y);
        double inside = Field.Inside(distance, 2 * edge);
        if (inside == 0)
            return 0;
        double u = Math.Clamp(1 + distance / outline.Radius, 0, 1), square = u * u;
        double biconcave = Math.Sqrt(1 - 0.75 * square) * (0.81 + 7.83 * square - 4.39 * square * square) / Thickest;
        return inside * (1 - pallor + pallor * biconcave);
    }
}
