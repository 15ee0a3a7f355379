using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>A house beside the road: the front along the road, and the wall towards the camera.</summary>
internal static class House
{
    private const double Storey = 3.1;
    private static readonly Rgb[] Walls =
    [
        Rgb.Hex(0xC9B99B), Rgb.Hex(0xA8664F), Rgb.Hex(0xD8D3C7), Rgb.Hex(0x9C9A94), Rgb.Hex(0xC48F5E), Rgb.Hex(0xB5BFC4), Rgb.Hex(0xD6C27E),
    ];

    /// <param name="props">Gets the house.</param>
    /// <param name="lamps">Gets the light of its windows.</param>
    /// <param name="view">The camera.</param>
    /// <param name="random">Chooses what it looks like.</param>
    /// <param name="s">Where its front is.</param>
    /// <param name="side">−1 left of the road, 1 right of it.</param>
    /// <param name="from">Where it begins along the road.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="night">Whether windows may be lit.</param>
    internal static void Add(
        List<Prop> props, List<Lamp> lamps, RoadView view, RandomStream random, double s, int side, double from, double to, bool night)
    {
        int storeys = 2 + random.NextInt32(4);
        double height = storeys * Storey + 0.8, deep = side * random.NextDouble(7, 12);
        Rgb wall = Walls[random.NextInt32(Walls.Length)].Vary(random, 0.15), trim = wall.Mix(Rgb.White, 0.35);
        Rgb glass = Rgb.Hex(0x3C4854).Vary(random, 0.2);
        var texture = new Texture(random.NextUInt32());
        uint lit = random.NextUInt32();
        double near = Math.Max(from, 1.5);
        if (to <= near + 0.5)
            return;
        double front = side > 0 ? 0.82 : 1.04, gable = side > 0 ? 1.02 : 0.84; // the sun is on the left
        Point2[] face = [view.Project(s, 0, near), view.Project(s, height, near), view.Project(s, height, to), view.Project(s, 0, to)];
        Point2[] end =
        [
            view.Project(s, 0, near), view.Project(s, height, near), view.Project(s + deep, height, near), view.Project(s + deep, 0, near),
        ];
        if (night)
            AddLitWindows(lamps, view, s, near, to, storeys, lit);
        props.Add(new Prop(RoadClass.Building, to, surface =>
        {
            Rgb Plaster(double x, double y, double light) => wall * (light * (0.94 + 0.12 * texture.Rough(x / 9, y / 9)));
            surface.Fill(Figure.Polygon(face), (x, y) => Plaster(x, y, front));
            surface.Fill(Figure.Polygon(end), (x, y) => Plaster(x, y, gable));
            Band(surface, view, s, near, to, height, 0.5, trim * front);
            Band(surface, view, s, near, to, Storey + 0.35, 0.22, trim * front);
            for (int floor = 0; floor < storeys; floor++)
            {
                double sill = floor * Storey + (floor == 0 ? 0.5 : 1.1), head = floor * Storey + 2.5;
                for (double z = from + 0.9; z + 1.3 < to; z += 2.3)
                {
                    if (z > near && view.Scale(z) > 2.2)
                        Window(
                            surface, view.Project(s, sill, z), view.Project(s, head, z), view.Project(s, head, z + 1.25),
                            view.Project(s, sill, z + 1.25), glass, trim * front);
                }

                for (double across = 1.2; across + 1.3 < Math.Abs(deep) && view.Scale(near) > 2.2; across += 2.6)
                {
                    double a = s + side * across, b = s + side * (across + 1.2);
                    Window(
                        surface, view.Project(a, sill, near), view.Project(a, head, near), view.Project(b, head, near),
                        view.Project(b, sill, near), glass, trim * gable);
                }
            }
        }));
    }

    private static void Window(Surface surface, Point2 a, Point2 b, Point2 c, Point2 d, Rgb glass, Rgb trim)
    {
        surface.Fill(Figure.Polygon(a, b, c, d), trim);
        Point2 middle = (a + b + c + d) * 0.25;
        Point2 In(Point2 corner) => corner + (middle - corner) * 0.16;
        double top = In(b).Y, bottom = In(a).Y;
        surface.Fill(Figure.Polygon(In(a), In(b), In(c), In(d)), (_, y) =>
            glass.Mix(Rgb.Hex(0x9DB4C8), 0.55 * Math.Clamp((bottom - y) / Math.Max(0.5, bottom - top), 0, 1)));
    }

    private static void Band(Surface surface, RoadView view, double s, double from, double to, double height, double width, Rgb colour) =>
        surface.Fill(
            Figure.Polygon(
                view.Project(s, height, from), view.Project(s, height, to), view.Project(s, height - width, to),
                view.Project(s, height - width, from)),
            colour);

    private static void AddLitWindows(List<Lamp> lamps, RoadView view, double s, double from, double to, int storeys, uint lit)
    {
        for (int floor = 0; floor < storeys; floor++)
        {
            for (double z = from + 0.9; z + 1.3 < to; z += 2.3)
            {
                lit = lit * 1664525 + 1013904223;
                if (lit >> 30 == 0)
                    lamps.Add(new Lamp(view.Project(s, floor * Storey + 1.8, z + 0.6), 0.9 * view.Scale(z), new Rgb(0.75, 0.6, 0.3), z));
            }
        }
    }
}
