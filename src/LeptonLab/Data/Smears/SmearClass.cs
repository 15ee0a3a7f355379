using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>A class of the generated smears: which cell is in the middle, and how it is recognised.</summary>
/// <param name="Name">Its name, also that of its folder.</param>
/// <param name="Morphology">What tells it from the others.</param>
public sealed record SmearClass(string Name, string Morphology)
{
    /// <summary>The radius around the cell that red cells keep clear of, in micrometres.</summary>
    internal double Reach { get; private init; }

    /// <summary>Paints the cell: canvas, patient, random numbers, position, rotation, variation of shape.</summary>
    internal Action<Canvas, Patient, RandomStream, double, double, double, double> Paint { get; private init; } = null!;

    /// <summary>The ten classes, in the order of their names.</summary>
    public static IReadOnlyList<SmearClass> All { get; } =
    [
        White("basophil", "coarse dark purple granules over cytoplasm and nucleus, which they hide",
            6.2, WhiteCells.Basophil),
        White("blast", "large; a round nucleus that nearly fills it, fine even chromatin, pale nucleoli; a thin deep blue rim",
            8, WhiteCells.Blast),
        White("eosinophil", "two lobes of nucleus; packed with orange-red granules", 6.9, WhiteCells.Eosinophil),
        White("erythroblast", "a small round very dense nucleus in pink-grey cytoplasm without granules",
            5, WhiteCells.Erythroblast),
        White("lymphocyte", "small; a round dense clumped nucleus, a thin pale blue rim", 4.8, WhiteCells.Lymphocyte),
        Red("malaria-ring", "a red cell with a thin blue ring in it that carries one or two purple dots",
            3.8, RedCells.PaintRing),
        White("monocyte", "the largest; a kidney-shaped nucleus of loose chromatin, grey-blue cytoplasm, sometimes vacuoles",
            8.3, WhiteCells.Monocyte),
        White("neutrophil", "a nucleus of three to five lobes on threads; pale pink cytoplasm with the finest granules",
            6.7, WhiteCells.Neutrophil),
        Red("platelet-clump", "many small granular bodies without a nucleus, sticking together",
            5, RedCells.PaintClump),
        Red("sickle-cell", "a red cell like a crescent with pointed ends, dense, without a pale middle",
            4.2, RedCells.PaintSickle),
    ];

    private static SmearClass White(
        string name,
        string morphology,
        double reach,
        Func<Patient, RandomStream, double, Leukocyte> make) =>
        new(name, morphology)
        {
            Reach = reach,
            Paint = (canvas, patient, random, x, y, angle, variation) =>
                make(patient, random, variation).Paint(canvas, x, y, angle),
        };

    private static SmearClass Red(
        string name,
        string morphology,
        double reach,
        Action<Canvas, Patient, RandomStream, double, double, double, double> paint) =>
        new(name, morphology) { Reach = reach, Paint = paint };
}
