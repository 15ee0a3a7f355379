using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.RoadScenes;

/// <summary>A thing in a road scene.</summary>
/// <param name="Class">Vehicle, pedestrian or sign.</param>
/// <param name="Box">The bounds of what is seen of it, in pixels.</param>
/// <param name="Whole">The bounds of what would be seen with nothing in front of it.</param>
/// <param name="Visible">The share of its pixels that nothing hides, 0 … 1.</param>
/// <param name="Distance">From the camera along the road, in metres.</param>
/// <param name="Id">Its number in the scene's <see cref="RoadScene.Instances"/>: 1, 2, … from the nearest.</param>
public sealed record RoadObject(RoadClass Class, Box Box, Box Whole, double Visible, double Distance, int Id);

/// <summary>A picture through a windscreen.</summary>
/// <param name="Image">RGB.</param>
/// <param name="Mask">The <see cref="RoadClass"/> of each pixel, row by row: of what covers at least half of it.</param>
/// <param name="Instances">The <see cref="RoadObject.Id"/> of each pixel; 0 where there is no object.</param>
/// <param name="Objects">All objects of which at least one pixel is seen, nearest first.</param>
/// <param name="Depth">The distance of each pixel in metres; the sky has 1000.</param>
/// <param name="Street">Which street it is.</param>
/// <param name="Weather">Fog, rain and darkness in this scene.</param>
public sealed record RoadScene(
    Image Image,
    byte[] Mask,
    int[] Instances,
    IReadOnlyList<RoadObject> Objects,
    float[] Depth,
    string Street,
    RoadWeather Weather);

/// <summary>The weather of a scene.</summary>
/// <param name="Fog">0 clear … 1 one sees 20 m far.</param>
/// <param name="Rain">0 dry … 1 a downpour.</param>
/// <param name="Night">Whether it is night.</param>
public readonly record struct RoadWeather(double Fog, double Rain, bool Night);

/// <summary>
/// Draws streets as a car's camera sees them: lanes, pavements, houses, trees, lamps, signs, cars and people in one
/// perspective, in all weathers; with a class for every pixel and a box for every object.
/// </summary>
/// <remarks>
/// Scene i of a seed depends on the seed, i and the options alone, and has the same pixels on every machine and for any
/// number of threads. Streets take turns.
/// </remarks>
public sealed class RoadSceneGenerator
{
    /// <summary>The name of the generator in data cards.</summary>
    public const string Name = "road-scenes";

    /// <summary>Grows whenever the same seed would give other pixels.</summary>
    public const int Version = 1;

    // Below this, the number of a pixel is its class; from this on, that of an object.
    private const int FirstObject = 16;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Chooses streets, traffic and weather.</param>
    /// <param name="options">What the scenes are like.</param>
    /// <exception cref="LeptonException">An option is out of its range.</exception>
    public RoadSceneGenerator(ulong seed = 1, RoadSceneOptions? options = null)
    {
        (Seed, Options) = (seed, options ?? new RoadSceneOptions());
        Options.Check();
    }

    /// <summary>The names of the classes of pixels, in the order of <see cref="RoadClass"/>.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["road", "lane-marking", "sidewalk", "building", "vegetation", "sky", "pole", "sign", "pedestrian", "vehicle"];

    /// <summary>Chooses streets, traffic and weather.</summary>
    public ulong Seed { get; }

    /// <summary>What the scenes are like.</summary>
    public RoadSceneOptions Options { get; }

    /// <summary>Draws a scene.</summary>
    /// <param name="index">0, 1, 2 …</param>
    public RoadScene Generate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Generate(index, _ => true);
    }

    /// <summary>Draws a scene as if only some of its cars and people were there: each is asked for by its distance.</summary>
    internal RoadScene Generate(int index, Func<double, bool> wanted)
    {
        var street = new Street(Seed, index % Options.Streets, Options);
        var random = new RandomStream(Seed, (ulong)index);
        bool night = random.NextDouble() < Options.Night;
        double fog = Options.Fog * random.NextDouble(), rain = Options.Rain * Math.Max(0, random.NextDouble(-1.5, 1));
        var weather = new RoadWeather(fog, rain, night);
        RoadView view = street.View(random, Options);
        var lamps = new List<Lamp>();
        var props = new List<Prop>();
        street.AddProps(view, props, lamps, night);
        int scenery = props.Count;
        new Traffic(street, view, Options, night).AddProps(random, props, lamps);

        var surface = new Surface(Options.Width, Options.Height);
        street.PaintGround(surface, view, rain);
        var things = new List<(int Id, Prop Prop)>();
        foreach ((Prop prop, int number) in props.Select((prop, i) => (prop, i)).OrderByDescending(pair => pair.prop.Z).ThenBy(pair => pair.i))
        {
            int id = prop.Counts ? FirstObject + number : (int)prop.Class;
            if (prop.Counts)
                things.Add((id, prop));
            if (number >= scenery && !wanted(prop.Z))
                continue;
            surface.Begin(id, prop.Z);
            prop.Paint(surface);
        }

        float[] depth = (float[])surface.Depth.Clone();
        Image image = Sky.Photograph(surface, view, weather, lamps, Options, random);
        return Describe(surface, things, image, depth, street.Id, weather);
    }

    private static RoadScene Describe(
        Surface surface, List<(int Id, Prop Prop)> things, Image image, float[] depth, string street, RoadWeather weather)
    {
        Dictionary<int, RoadClass> classes = things.ToDictionary(thing => thing.Id, thing => thing.Prop.Class);
        Dictionary<int, Extent> visible = surface.Visible();
        var objects = new List<RoadObject>();
        var numbers = new Dictionary<int, int>();
        foreach ((int id, Prop prop) in things.OrderBy(thing => thing.Prop.Z))
        {
            if (!visible.TryGetValue(id, out Extent? seen))
                continue;
            Extent whole = surface.Whole(id);
            numbers[id] = numbers.Count + 1;
            objects.Add(new RoadObject(
                prop.Class, seen.Box, whole.Box, Math.Min(1, (double)seen.Pixels / whole.Pixels), prop.Z, numbers[id]));
        }

        return new RoadScene(
            image,
            Array.ConvertAll(surface.Ids, id => (byte)(id < FirstObject ? id : (int)classes[id])),
            Array.ConvertAll(surface.Ids, id => id < FirstObject ? 0 : numbers[id]),
            objects,
            depth,
            street,
            weather);
    }
}

/// <summary>Something that stands in the street, painted from back to front.</summary>
/// <param name="Class">What its pixels are.</param>
/// <param name="Z">Its distance in metres.</param>
/// <param name="Paint">Paints it.</param>
/// <param name="Counts">Whether it is an object with a box.</param>
internal sealed record Prop(RoadClass Class, double Z, Action<Surface> Paint, bool Counts = false)
{
    /// <summary>Where a vehicle stands, so that nothing else stands there.</summary>
    internal (double S, double Z)? Place { get; init; }
}

/// <summary>A light at night.</summary>
internal readonly record struct Lamp(Point2 Place, double Radius, Rgb Light, double Z);
