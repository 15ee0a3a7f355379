namespace LeptonLab.Visuals;

/// <summary>Turns numbers into colours. Each map grows lighter all the way, so it also reads in grey.</summary>
internal static class ColorMaps
{
    // Five samples of viridis (van der Walt and Smith, 2015; CC0).
    private static readonly (double Red, double Green, double Blue)[] ViridisStops =
        [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    internal static (byte Red, byte Green, byte Blue) Viridis(double share)
    {
        if (double.IsNaN(share))
            return (255, 255, 255);
        double at = Math.Clamp(share, 0, 1) * (ViridisStops.Length - 1);
        int stop = Math.Min((int)at, ViridisStops.Length - 2);
        double t = at - stop;
        (double red, double green, double blue) = ViridisStops[stop];
        (double red1, double green1, double blue1) = ViridisStops[stop + 1];
        return (Byte(red + t * (red1 - red)), Byte(green + t * (green1 - green)), Byte(blue + t * (blue1 - blue)));
    }

    internal static (byte Red, byte Green, byte Blue) Grey(double share)
    {
        byte level = Level(share);
        return (level, level, level);
    }

    /// <summary>0 to 255 for 0 to 1; what lies outside is cut off, NaN is black.</summary>
    internal static byte Level(double share) => double.IsNaN(share) ? (byte)0 : Byte(255 * share);

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);
}
