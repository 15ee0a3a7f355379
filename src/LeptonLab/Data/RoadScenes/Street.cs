using LeptonLab.Data.Raster;
using LeptonLab.Data.Signs;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>A street without traffic: its course, lanes, pavements, and what stands beside it.</summary>
internal sealed class Street
{
    internal const double LaneWidth = 3.3;
    private const double SidewalkWidth = 2.4;
    private readonly ulong _seed;
    private readonly int _number;
    private readonly double _heading;
    private readonly double _curvature;
    private readonly bool _dashedEdge;
    private readonly bool _zebra;
    private readonly double _zebraPlace;
    private readonly double _dashPhase;
    private readonly Rgb _asphalt;
    private readonly Rgb _slabs;
    private readonly Rgb _grass;
    private readonly Texture _grain;
    private readonly double _builtUp;

    internal Street(ulong seed, int number, RoadSceneOptions options)
    {
        var random = new RandomStream(seed, 1UL << 63 | (uint)number);
        (_seed, _number) = (seed, number);
        Id = $"s{number:D4}";
        LanesAhead = 1 + random.NextInt32(2);
        LanesBack = random.NextInt32(4) == 0 ? 0 : 1 + random.NextInt32(LanesAhead);
        _curvature = options.Bends * random.NextDouble(-1, 1) / 120 * random.NextDouble();
        _heading = 0.02 * random.NextDouble(-1, 1) - 18 * _curvature;
        HasSidewalks = random.NextInt32(5) > 0;
        _dashedEdge = random.NextInt32(3) == 0;
        _zebra = HasSidewalks && random.NextInt32(3) == 0;
        _zebraPlace = random.NextDouble(9, 22);
        _dashPhase = random.NextDouble(0, 9);
        _asphalt = Rgb.Gray(random.NextDouble(0.33, 0.46)).Mix(Rgb.Hex(0x5A5652), 0.3);
        _slabs = Rgb.Hex(0xA39E94).Vary(random, 0.15);
        _grass = Rgb.Hex(0x64793A).Vary(random, 0.25);
        _grain = new Texture(random.NextUInt32());
        _builtUp = HasSidewalks ? random.NextDouble(0.35, 1) : random.NextDouble(0, 0.35);
    }

    internal string Id { get; }

    /// <summary>Lanes in the camera's direction.</summary>
    internal int LanesAhead { get; }

    /// <summary>Lanes of oncoming traffic, on the left.</summary>
    internal int LanesBack { get; }

    internal bool HasSidewalks { get; }

    internal double HalfWidth => (LanesAhead + LanesBack) * LaneWidth / 2;

    /// <summary>Where the houses begin, from the middle of the road.</summary>
    internal double Frontage => HalfWidth + 0.4 + (HasSidewalks ? SidewalkWidth : 1.2);

    /// <summary>The distance of the crossing, or 0.</summary>
    internal double Crossing => _zebra ? _zebraPlace : 0;

    /// <summary>The middle of a lane, from the middle of the road; lanes are numbered from the left.</summary>
    internal double Lane(int number) => -HalfWidth + (number + 0.5) * LaneWidth;

    /// <summary>The camera, in the rightmost lane or the one beside it.</summary>
    internal RoadView View(RandomStream random, RoadSceneOptions options)
    {
        int lane = LanesBack + random.NextInt32(LanesAhead);
        double offset = -Lane(lane) + random.NextDouble(-0.35, 0.35), heading = _heading + 0.012 * random.NextDouble(-1, 1);
        CameraLane = lane;
        return new RoadView(options.Width, options.Height, offset, heading, _curvature);
    }

    /// <summary>The lane that the camera is in.</summary>
    internal int CameraLane { get; private set; }

    internal void PaintGround(Surface surface, RoadView view, double rain)
    {
        const double far = RoadView.Farthest;
        double near = view.Nearest, half = HalfWidth, wet = 1 - 0.35 * rain;
        Sky.Paint(surface, view, _seed, _number);
        surface.Begin((int)RoadClass.Vegetation, far);
        surface.Fill(Figure.Rectangle(0, view.Horizon, surface.Width, surface.Height), (x, y) =>
        {
            (double s, double z) = view.Ground(x, y);
            double fade = Math.Min(1, 12 / z);
            return _grass * (wet * (0.88 + 0.28 * (0.5 + (_grain.Rough(1.4 * s, 1.4 * z) - 0.5) * fade)));
        });
        if (HasSidewalks)
        {
            surface.Begin((int)RoadClass.Sidewalk, far);
            foreach (int side in new[] { -1, 1 })
            {
                double inner = side * (half + 0.15), outer = side * (half + 0.3 + SidewalkWidth);
                surface.Fill(view.Stripe(Math.Min(inner, outer), Math.Max(inner, outer), near, far), (x, y) => Slab(view, x, y) * wet);
                surface.Fill(
                    view.Stripe(Math.Min(side * half, side * (half + 0.2)), Math.Max(side * half, side * (half + 0.2)), near, far),
                    Rgb.Hex(0xB9B6AE) * wet);
            }
        }

        surface.Begin((int)RoadClass.Road, far);
        surface.Fill(view.Stripe(-half, half, near, far), (x, y) => Asphalt(view, x, y, rain));
        surface.Begin((int)RoadClass.LaneMarking, far);
        PaintMarkings(surface, view);
        SetGroundDepth(surface, view);
    }

    internal void AddProps(RoadView view, List<Prop> props, List<Lamp> lamps, bool night)
    {
        var random = new RandomStream(_seed, 1UL << 62 | (uint)_number);
        foreach (int side in new[] { -1, 1 })
        {
            double z = random.NextDouble(2, 8), clear = side * Frontage;
            while (z < RoadView.Farthest)
            {
                double length = random.NextDouble(7, 16);
                if (random.NextDouble() < _builtUp)
                    House.Add(props, lamps, view, random, clear, side, z, z + length, night);
                else
                    Trees.AddGroup(props, view, random, clear + side * 1.2, side, z, z + length);
                z += length + (random.NextInt32(4) == 0 ? random.NextDouble(2, 8) : 0.3);
            }

            AddStreetTrees(props, view, random, side);
            AddLamps(props, lamps, view, random, side, night);
            AddSigns(props, view, random, side);
        }
    }

    private void AddStreetTrees(List<Prop> props, RoadView view, RandomStream random, int side)
    {
        if (random.NextInt32(2) == 0)
            return;
        for (double z = random.NextDouble(6, 16); z < 110; z += random.NextDouble(9, 18))
            Trees.Add(props, view, random, side * (HalfWidth + (HasSidewalks ? 1.9 : 2.5)), z, random.NextDouble(3.6, 6.5));
    }

    private void AddLamps(List<Prop> props, List<Lamp> lamps, RoadView view, RandomStream random, int side, bool night)
    {
        if (random.NextInt32(3) == 0)
            return;
        for (double z = random.NextDouble(6, 20); z < 120; z += 24)
        {
            double place = side * (HalfWidth + 0.7), at = z;
            Point2 top = view.Project(place - side * 1.3, 6.3, at);
            props.Add(new Prop(RoadClass.Pole, at, surface =>
            {
                double thick = Math.Max(0.7, 0.13 * view.Scale(at));
                surface.Fill(
                    Figure.Stroke([view.Project(place, 0, at), view.Project(place, 6.4, at), top], thick, roundEnds: false), Rgb.Hex(0x6C7075));
                surface.Fill(Figure.Stroke([top, top + (-side * 0.5 * view.Scale(at), 0)], 1.4 * thick), Rgb.Hex(0xB8BABC));
            }));
            if (night)
                lamps.Add(new Lamp(top, 1.7 * view.Scale(at), new Rgb(1.0, 0.82, 0.5) * 0.9, at));
        }
    }

    private void AddSigns(List<Prop> props, RoadView view, RandomStream random, int side)
    {
        int count = side < 0 ? random.NextInt32(2) : 1 + random.NextInt32(2);
        for (int i = 0; i < count; i++)
        {
            double z = random.NextDouble(8, 45), place = side * (HalfWidth + 0.85), radius = 0.42;
            SignClass kind = SignClass.All[random.NextInt32(SignClass.All.Count)];
            double yaw = 0.25 * random.NextDouble(-1, 1);
            props.Add(new Prop(RoadClass.Pole, z + 0.01, surface => surface.Fill(
                Figure.Stroke(
                    [view.Project(place, 0, z), view.Project(place, 2.9, z)], Math.Max(0.7, 0.08 * view.Scale(z)), roundEnds: false),
                Rgb.Hex(0x84888C))));
            Point2 centre = view.Project(place, 2.5, z);
            if (side > 0)
            {
                props.Add(new Prop(RoadClass.Sign, z, surface => SignGenerator.PaintFace(
                    surface, kind, new Pose(centre.X, centre.Y, radius * view.Scale(z), yaw), null), Counts: true));
            }
            else
            {
                // The back of a sign for the others.
                props.Add(new Prop(RoadClass.Sign, z, surface => surface.Fill(
                    kind.Face[0].Figure.Map(new Pose(centre.X, centre.Y, radius * view.Scale(z), yaw).Map), Rgb.Hex(0x8C9094)), Counts: true));
            }
        }
    }

    private Rgb Asphalt(RoadView view, double x, double y, double rain)
    {
        (double s, double z) = view.Ground(x, y);
        double fade = Math.Min(1, 10 / z), inLane = (s + HalfWidth) / LaneWidth;
        double track = Math.Abs(inLane - Math.Floor(inLane) - 0.5);
        double worn = 0.05 * (1 - Math.Min(1, Math.Abs(track - 0.25) * 8));
        double grain = (_grain.Noise(9 * s, 5 * z) - 0.5) * 0.14 * fade + (_grain.Rough(0.35 * s + 40, 0.12 * z) - 0.5) * 0.16;
        Rgb dry = _asphalt * (1 + grain - worn);
        double shine = rain * (0.25 + 0.5 * _grain.Rough(0.8 * s + 9, 0.2 * z)) * Math.Min(1, z / 25);
        return (dry * (1 - 0.35 * rain)).Mix(Rgb.Hex(0xB4BDC6), 0.7 * shine);
    }

    private Rgb Slab(RoadView view, double x, double y)
    {
        (double s, double z) = view.Ground(x, y);
        double fade = Math.Min(1, 9 / z), u = s / 0.6 - Math.Floor(s / 0.6), v = z / 0.6 - Math.Floor(z / 0.6);
        double joint = u < 0.07 || v < 0.09 ? 0.16 : 0;
        return _slabs * (1 - joint * fade + (_grain.Noise(2 * s, 2 * z) - 0.5) * 0.12 * fade);
    }

    private void PaintMarkings(Surface surface, RoadView view)
    {
        int lanes = LanesAhead + LanesBack;
        double near = view.Nearest, half = HalfWidth;
        Rgb paint = Rgb.Hex(0xDEDCD4);
        Rgb Worn(double x, double y)
        {
            (double s, double z) = view.Ground(x, y);
            return paint.Mix(_asphalt, 0.45 * Math.Max(0, _grain.Rough(6 * s + 3, 3 * z) - 0.35));
        }

        for (int line = 1; line < lanes; line++)
        {
            double s = -half + line * LaneWidth;
            bool solid = line == LanesBack && LanesBack > 0 && _number % 2 == 0;
            if (solid)
                surface.Fill(view.Stripe(s - 0.08, s + 0.08, near, RoadView.Farthest), Worn);
            else
                PaintDashes(surface, view, s, 0.075, Worn);
        }

        foreach (int side in new[] { -1, 1 })
        {
            double s = side * (half - 0.22);
            if (_dashedEdge)
                PaintDashes(surface, view, s, 0.06, Worn);
            else
                surface.Fill(view.Stripe(s - 0.07, s + 0.07, near, RoadView.Farthest), Worn);
        }

        for (double s = -half + 0.35; _zebra && s < half - 0.6; s += 1.0)
            surface.Fill(view.Stripe(s, s + 0.5, Math.Max(near, _zebraPlace), _zebraPlace + 3.2), Worn);
    }

    private void PaintDashes(Surface surface, RoadView view, double s, double half, Func<double, double, Rgb> brush)
    {
        for (double z = _dashPhase - 9; z < 90; z += 9)
        {
            if (z + 3.5 > view.Nearest)
                surface.Fill(view.Stripe(s - half, s + half, Math.Max(z, view.Nearest), z + 3.5), brush);
        }
    }

    private static void SetGroundDepth(Surface surface, RoadView view)
    {
        for (int i = 0; i < surface.Depth.Length; i++)
        {
            if (surface.Ids[i] != (int)RoadClass.Sky)
                surface.Depth[i] = (float)Math.Min(RoadView.Farthest, view.Ground(0, i / surface.Width + 0.5).Z);
        }
    }
}
