using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>The sky, what comes from it, and the camera.</summary>
internal static class Sky
{
    internal const double Distance = 1000;

    internal static void Paint(Surface surface, RoadView view, ulong seed, int street)
    {
        var random = new RandomStream(seed, 1UL << 61 | (uint)street);
        var clouds = new Texture(random.NextUInt32());
        Rgb top = Rgb.Hex(0x4C86C6).Vary(random, 0.2), low = Rgb.Hex(0xDCE6EC);
        double cover = random.NextDouble(0.35, 0.7), height = view.Horizon;
        surface.Begin((int)RoadClass.Sky, Distance);
        surface.Fill(Figure.Rectangle(0, 0, surface.Width, surface.Height), (x, y) =>
        {
            double v = Math.Clamp(y / height, 0, 1);
            Rgb blue = top.Mix(low, v * v);
            double depth = 1 / (1.12 - v), cloud = clouds.Rough(x / height * 1.3 * depth, 3.2 * depth);
            return blue.Mix(Rgb.Hex(0xF4F5F5) * (0.9 + 0.1 * v), Math.Clamp((cloud - cover) * 4, 0, 0.9));
        });
    }

    /// <summary>Darkness, lamps, fog, rain, lens and chip.</summary>
    internal static Image Photograph(
        Surface surface, RoadView view, RoadWeather weather, List<Lamp> lamps, RoadSceneOptions options, RandomStream random)
    {
        double light = weather.Night ? 1 : random.NextDouble(0.82, 1.1), grey = Math.Min(0.75, 1.3 * Math.Max(weather.Rain, weather.Fog));
        if (weather.Night)
            Darken(surface, view);
        else
            surface.Change((colour, _, _) => colour.Mix(Rgb.Gray(0.3 * colour.R + 0.59 * colour.G + 0.11 * colour.B), grey) * (light * (1 - 0.25 * weather.Rain)));
        foreach (Lamp lamp in lamps.Where(lamp => !Hidden(surface, lamp)))
            surface.Glow(lamp.Place.X, lamp.Place.Y, Math.Max(1.2, lamp.Radius), lamp.Light);
        AddFog(surface, weather);
        AddRain(surface, weather.Rain, weather.Night, random);
        double soft = random.NextDouble(), scale = options.Blur * surface.Width / 256;
        Lens.Blur(surface.Light, surface.Width, surface.Height, scale * (0.3 + 0.5 * soft * soft + 0.3 * weather.Rain));
        double noise = options.Noise * random.NextDouble(2, 5) * (weather.Night ? 1.6 : 1);
        return Sensor.Expose(surface.Light, surface.Width, surface.Height, noise, random);
    }

    private static bool Hidden(Surface surface, Lamp lamp)
    {
        int column = (int)Math.Floor(lamp.Place.X), row = (int)Math.Floor(lamp.Place.Y);
        bool inside = column >= 0 && column < surface.Width && row >= 0 && row < surface.Height;
        return inside && surface.Depth[row * surface.Width + column] < lamp.Z - 1.5;
    }

    // Moonlight, and the headlamps of the camera's own car, which reach some 40 m.
    private static void Darken(Surface surface, RoadView view)
    {
        surface.Change((colour, column, row) =>
        {
            double z = surface.Depth[row * surface.Width + column];
            double across = ((column + 0.5) / surface.Width - 0.5) / 0.3, down = (row + 0.5 - view.Horizon) / surface.Height;
            double beam = z < 900 && down > -0.12
                ? 0.95 * PortableMath.Exp(-across * across) * Math.Min(1, z / 6) * PortableMath.Exp(-z / 32) * Math.Min(1, (down + 0.12) * 6)
                : 0;
            return colour * new Rgb(0.14 + beam, 0.155 + 0.97 * beam, 0.2 + 0.86 * beam);
        });
    }

    // Koschmieder's law: what is z away keeps e^(−z β) of its colour. At fog 1, 3 ⁄ β = 20 m.
    private static void AddFog(Surface surface, RoadWeather weather)
    {
        double density = 0.0015 + 0.15 * weather.Fog * weather.Fog + 0.006 * weather.Rain;
        Rgb air = weather.Night ? Rgb.Hex(0x1E2126) : Rgb.Hex(0xC6CCD1) * (1 - 0.15 * weather.Rain);
        double skyFog = 1 - PortableMath.Exp(-140 * density * Math.Max(weather.Fog, weather.Rain));
        surface.Change((colour, column, row) =>
        {
            double z = surface.Depth[row * surface.Width + column];
            double kept = z > 900 ? 1 - skyFog : PortableMath.Exp(-z * density);
            return air.Mix(colour, kept);
        });
    }

    private static void AddRain(Surface surface, double rain, bool night, RandomStream random)
    {
        int streaks = (int)(rain * surface.Width * surface.Height / 70);
        double slant = random.NextDouble(-0.25, 0.25);
        for (int i = 0; i < streaks; i++)
        {
            double x = surface.Width * random.NextDouble(-0.1, 1.1), y = surface.Height * random.NextDouble(-0.1, 1);
            double length = surface.Height * random.NextDouble(0.03, 0.12);
            surface.Tint(
                Figure.Stroke([(x, y), (x + slant * length, y + length)], random.NextDouble(0.4, 0.9), roundEnds: false),
                Rgb.Gray(night ? 0.5 : 0.86),
                0.28);
        }
    }
}
