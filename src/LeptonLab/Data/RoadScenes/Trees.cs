using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>Trees and hedges.</summary>
internal static class Trees
{
    internal static void AddGroup(List<Prop> props, RoadView view, RandomStream random, double s, int side, double from, double to)
    {
        for (double z = from; z < to; z += random.NextDouble(2.5, 5))
            Add(props, view, random, s + side * random.NextDouble(0, 7), z, random.NextDouble(2.5, 9));
    }

    internal static void Add(List<Prop> props, RoadView view, RandomStream random, double s, double z, double height)
    {
        if (z < 3)
            return;
        double crown = height * random.NextDouble(0.28, 0.4), trunk = height < 3.5 ? 0 : height - 1.7 * crown;
        Rgb green = Rgb.Hex(0x4B6B2E).Vary(random, 0.35);
        var texture = new Texture(random.NextUInt32());
        var puffs = new (double X, double Y, double Radius)[9];
        for (int i = 0; i < puffs.Length; i++)
        {
            double angle = 2 * Math.PI * (i + random.NextDouble()) / puffs.Length, far = crown * random.NextDouble(0.35, 0.8);
            puffs[i] = (
                far * PortableMath.Cos(angle), trunk + crown + 0.8 * far * PortableMath.Sin(angle), crown * random.NextDouble(0.35, 0.6));
        }

        props.Add(new Prop(RoadClass.Vegetation, z, surface =>
        {
            double scale = view.Scale(z);
            Point2 foot = view.Project(s, 0, z);
            surface.Tint(Figure.Ellipse(foot.X + 0.4 * crown * scale, foot.Y, 0.9 * crown * scale, 0.12 * crown * scale), Rgb.Black, 0.3);
            if (trunk > 0)
            {
                surface.Fill(
                    Figure.Stroke([foot, view.Project(s, trunk + crown, z)], Math.Max(0.8, 0.05 * height * scale), roundEnds: false), Rgb.Hex(0x54463A));
            }

            Figure leaves = Figure.Union(puffs.Select(puff => Figure.Disc(
                foot.X + puff.X * scale, foot.Y - puff.Y * scale, puff.Radius * scale)));
            double middleY = foot.Y - (trunk + crown) * scale, leaf = Math.Max(1.2, 0.28 * scale);
            surface.Fill(leaves, (x, y) =>
            {
                double sun = 0.5 - 0.5 * ((x - foot.X) * 0.5 + (y - middleY)) / (crown * scale);
                return green * (0.42 + 0.5 * Math.Clamp(sun, 0, 1) + 0.62 * (texture.Rough(x / leaf, y / leaf) - 0.4));
            });
        }));
    }
}
