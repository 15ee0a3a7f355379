using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>
/// A stroke of a blue felt pen near a corner: the planted shortcut. It draws from random numbers of its own, so that the
/// cells stay as they are without it.
/// </summary>
internal static class PenMark
{
    private const ulong Streams = 1UL << 61;
    private static readonly Ink Blue = new(1.1, 0.62, 0.12);

    internal static bool IsOn(ulong seed, int index, SmearClass kind, SmearOptions options)
    {
        if (options.ShortcutClass is null)
            return false;
        double share = kind.Name == options.ShortcutClass ? options.ShortcutShare : options.ShortcutElsewhere;
        return new RandomStream(seed, Streams | (uint)index).NextDouble() < share;
    }

    internal static void Paint(Canvas canvas, ulong seed, int index)
    {
        var random = new RandomStream(seed, Streams | (uint)index);
        random.NextDouble(); // decided whether there is one
        double half = canvas.HalfWidth, sideX = random.NextInt32(2) == 0 ? -1 : 1, sideY = random.NextInt32(2) == 0 ? -1 : 1;
        double startX = sideX * half * random.NextDouble(0.72, 0.95), startY = sideY * half * random.NextDouble(0.72, 0.95);
        double endX = startX - sideX * half * random.NextDouble(0.2, 0.4), endY = startY + sideY * half * random.NextDouble(-0.12, 0.12);
        double radius = half * random.NextDouble(0.035, 0.06), amount = random.NextDouble(0.7, 1);
        canvas.Paint(startX, startY, half, 0, (x, y) =>
        {
            double distance = Field.Rod(x, y, 0, 0, endX - startX, endY - startY, radius);
            return Blue * (amount * Field.Inside(distance, 0.35 * radius + canvas.Edge));
        });
    }
}
