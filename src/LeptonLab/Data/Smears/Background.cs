using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>What lies around the cell in question: red cells, stray platelets, specks of stain.</summary>
internal static class Background
{
    // Places tried for red cells; where it is crowded most are taken already.
    private const int Tries = 130;

    internal static void Paint(
        Canvas canvas,
        Patient patient,
        RandomStream random,
        double cellX,
        double cellY,
        double reach,
        double clutter)
    {
        var placed = new List<(double X, double Y, double Radius)>();
        double half = canvas.HalfWidth + 3;
        int tries = (int)(Tries * patient.Crowding * random.NextDouble(0.3, 1));
        for (int i = 0; i < tries; i++)
        {
            double x = half * random.NextDouble(-1, 1), y = half * random.NextDouble(-1, 1);
            double radius = 3.75 + 0.3 * random.NextDouble(-1, 1);
            double overlap = random.NextInt32(8) == 0 ? 0.72 : 0.97; // now and then one cell lies on the edge of another
            if (Field.Disc(x, y, cellX, cellY, reach + 0.93 * radius) < 0
                || placed.Exists(other => Field.Disc(x, y, other.X, other.Y, overlap * (radius + other.Radius)) < 0))
            {
                continue;
            }

            placed.Add((x, y, radius));
            RedCells.Paint(canvas, patient, random, x, y, radius);
        }

        PaintClutter(canvas, patient, random, placed, clutter, (cellX, cellY, reach));
    }

    private static void PaintClutter(
        Canvas canvas,
        Patient patient,
        RandomStream random,
        List<(double X, double Y, double Radius)> redCells,
        double clutter,
        (double X, double Y, double Radius) cell)
    {
        int platelets = (int)(clutter * random.NextDouble(0, 5)), specks = (int)(clutter * random.NextDouble(0, 3.5));
        for (int i = 0; i < 4 * platelets && platelets > 0; i++)
        {
            double x = canvas.HalfWidth * random.NextDouble(-1, 1), y = canvas.HalfWidth * random.NextDouble(-1, 1);
            double radius = random.NextDouble(0.8, 1.3);
            bool free = Field.Disc(x, y, cell.X, cell.Y, cell.Radius + 1.2) > 0
                && !redCells.Exists(other => Field.Disc(x, y, other.X, other.Y, other.Radius + 0.5) < 0);
            if (free)
            {
                RedCells.PaintPlatelet(canvas, patient, random, x, y, radius);
                platelets--;
            }
        }

        for (int i = 0; i < specks; i++)
        {
            double x = canvas.HalfWidth * random.NextDouble(-1, 1), y = canvas.HalfWidth * random.NextDouble(-1, 1);
            double radius = random.NextDouble(0.12, 0.35), amount = random.NextDouble(0.3, 0.9);
            canvas.Paint(x, y, 1, 0, (px, py) =>
                patient.Nucleus * (amount * Field.Inside(Field.Disc(px, py, 0, 0, radius), 1.6 * canvas.Edge)));
        }
    }
}
