using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>
/// The cells with a nucleus, drawn after the descriptions in Bain, "Blood Cells: A Practical Guide" (5th edition, 2015),
/// chapter 3. Lengths in micrometres.
/// </summary>
internal static class WhiteCells
{
    internal static Leukocyte Neutrophil(Patient patient, RandomStream random, double variation)
    {
        var outline = new Outline(random, Around(random, 6.4, 0.6, variation), 1 + 0.12 * random.NextDouble(), 0.05);
        return new Leukocyte(
            outline,
            Lobes(random, 3 + random.NextInt32(3), 2.7, 1.7),
            patient.Nucleus,
            patient.Pink,
            random.NextUInt32())
        {
            ClumpContrast = 0.42,
            GranuleInk = patient.Pink * 0.7,
            GranuleSpacing = 0.55,
            GranuleRadius = 0.36,
        };
    }

    internal static Leukocyte Eosinophil(Patient patient, RandomStream random, double variation)
    {
        var outline = new Outline(random, Around(random, 6.6, 0.6, variation), 1 + 0.12 * random.NextDouble(), 0.05);
        int lobes = random.NextInt32(5) == 0 ? 3 : 2;
        return new Leukocyte(
            outline,
            Lobes(random, lobes, 2.7, 2.15),
            patient.Nucleus * 0.92,
            patient.Pink * 0.9,
            random.NextUInt32())
        {
            ClumpContrast = 0.4,
            GranuleInk = patient.Orange * 0.8,
            GranuleSpacing = 0.85,
            GranuleRadius = 0.52,
            GranulesOverNucleus = 0.12,
        };
    }

    internal static Leukocyte Basophil(Patient patient, RandomStream random, double variation)
    {
        var outline = new Outline(random, Around(random, 5.9, 0.5, variation), 1 + 0.15 * random.NextDouble(), 0.06);
        return new Leukocyte(
            outline,
            Lobes(random, 2 + random.NextInt32(2), 1.9, 2.3),
            patient.Nucleus * 0.55,
            patient.Pink + patient.Blue * 0.2,
            random.NextUInt32())
        {
            ClumpContrast = 0.25,
            GranuleInk = patient.Nucleus * 1.05 + patient.Blue * 0.3,
            GranuleSpacing = 1.25,
            GranuleRadius = 0.46,
            GranuleShare = 0.72,
            GranulesOverNucleus = 0.85,
        };
    }

    internal static Leukocyte Lymphocyte(Patient patient, RandomStream random, double variation)
    {
        double radius = Around(random, 4.6, 0.5, variation);
        var outline = new Outline(random, radius, 1 + 0.15 * random.NextDouble(), 0.06);
        var nucleus = new Outline(random, radius * random.NextDouble(0.8, 0.88), 1 + 0.1 * random.NextDouble(), 0.05);
        double shift = 0.1 * radius;
        return new Leukocyte(
            outline,
            (x, y) => nucleus.Distance(x - shift, y),
            patient.Nucleus * 1.08,
            patient.Blue * 0.8 + patient.Pink * 0.1,
            random.NextUInt32())
        {
            ClumpSize = 1.5,
            ClumpContrast = 0.3,
            Raggedness = 0.25,
        };
    }

    internal static Leukocyte Monocyte(Patient patient, RandomStream random, double variation)
    {
        double radius = Around(random, 7.9, 0.7, variation);
        var outline = new Outline(random, radius, 1 + 0.25 * random.NextDouble(), 0.13);
        var body = new Outline(random, 0.66 * radius, 1.2 + 0.25 * random.NextDouble(), 0.1);
        double notch = random.NextDouble(0.24, 0.42) * radius, depth = random.NextDouble(0.42, 0.62) * radius;
        return new Leukocyte(
            outline,
            (x, y) => Field.Cut(body.Distance(x + 0.12 * radius, y), Field.Disc(x, y, depth, 0.1 * radius, notch), 1.2),
            patient.Nucleus * 0.74,
            patient.Blue * 0.48 + patient.Pink * 0.5,
            random.NextUInt32())
        {
            ClumpSize = 0.8,
            ClumpContrast = 0.34,
            Raggedness = 0.8,
            CytoplasmContrast = 0.45,
            Vacuoles = 0.35 * random.NextDouble(),
        };
    }

    internal static Leukocyte Erythroblast(Patient patient, RandomStream random, double variation)
    {
        double radius = Around(random, 4.8, 0.5, variation);
        var outline = new Outline(random, radius, 1 + 0.12 * random.NextDouble(), 0.04);
        var nucleus = new Outline(random, radius * random.NextDouble(0.46, 0.56), 1 + 0.08 * random.NextDouble(), 0.03);
        double shift = random.NextDouble(0.05, 0.28) * radius, ripeness = random.NextDouble(0.35, 0.9);
        return new Leukocyte(
            outline,
            (x, y) => nucleus.Distance(x - shift, y),
            patient.Nucleus * 1.4,
            patient.RedCell * ripeness + patient.Blue * (0.25 + 0.65 * (1 - ripeness)),
            random.NextUInt32())
        {
            ClumpSize = 0.85,
            ClumpContrast = 0.3,
            Raggedness = 0.12,
            CytoplasmContrast = 0.12,
            RimDepth = 0.05,
        };
    }

    internal static Leukocyte Blast(Patient patient, RandomStream random, double variation)
    {
        double radius = Around(random, 7.4, 0.8, variation);
        var outline = new Outline(random, radius, 1 + 0.2 * random.NextDouble(), 0.1);
        var nucleus = new Outline(random, radius * random.NextDouble(0.76, 0.85), 1 + 0.12 * random.NextDouble(), 0.08);
        double shift = 0.08 * radius;
        var nucleoli = new (double X, double Y, double Radius)[1 + random.NextInt32(3)];
        for (int i = 0; i < nucleoli.Length; i++)
        {
            double angle = 2 * Math.PI * (i + 0.6 * random.NextDouble()) / nucleoli.Length;
            double far = radius * random.NextDouble(0.15, 0.45), size = random.NextDouble(0.75, 1.15);
            nucleoli[i] = (shift + far * PortableMath.Cos(angle), far * PortableMath.Sin(angle), size);
        }

        return new Leukocyte(
            outline,
            (x, y) => nucleus.Distance(x - shift, y),
            patient.Nucleus * 0.66,
            patient.Blue * 1.15 + patient.Nucleus * 0.08,
            random.NextUInt32())
        {
            ClumpSize = 0.42,
            ClumpContrast = 0.17,
            Raggedness = 0.3,
            Nucleoli = nucleoli,
            RimDepth = 0.3,
        };
    }

    private static double Around(RandomStream random, double middle, double half, double variation) =>
        middle + half * variation * random.NextDouble(-1, 1);

    // Lobes along an arc, each joined to the next by a thread of chromatin.
    private static Func<double, double, double> Lobes(RandomStream random, int count, double arc, double size)
    {
        double span = count == 2 ? random.NextDouble(2.2, 3.1) : random.NextDouble(3.6, 4.7);
        var lobes = new (double X, double Y, double Radius)[count];
        for (int i = 0; i < count; i++)
        {
            double angle = span * ((double)i / (count - 1) - 0.5) + 0.3 * random.NextDouble(-1, 1);
            double far = arc * (count == 2 ? random.NextDouble(0.85, 1.2) : random.NextDouble(0.6, 1.3));
            double radius = size * random.NextDouble(0.8, 1.12) * (count > 3 ? 3.0 / count + 0.2 : 1);
            lobes[i] = (far * PortableMath.Cos(angle) - 0.3, far * PortableMath.Sin(angle), radius);
        }

        return (x, y) =>
        {
            double distance = double.MaxValue;
            for (int i = 0; i < lobes.Length; i++)
            {
                distance = Field.Join(distance, Field.Disc(x, y, lobes[i].X, lobes[i].Y, lobes[i].Radius), 0.5);
                if (i == 0)
                    continue;
                double thread = Field.Rod(x, y, lobes[i - 1].X, lobes[i - 1].Y, lobes[i].X, lobes[i].Y, 0.32);
                distance = Field.Join(distance, thread, 0.6);
            }

            return distance;
        };
    }
}
