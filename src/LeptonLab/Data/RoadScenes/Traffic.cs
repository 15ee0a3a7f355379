using LeptonLab.Data.Actors;
using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>Who is on the road in one scene.</summary>
internal sealed class Traffic(Street street, RoadView view, RoadSceneOptions options, bool night)
{
    internal void AddProps(RandomStream random, List<Prop> props, List<Lamp> lamps)
    {
        double gap = 26 / Math.Max(options.Traffic, 0.05);
        for (int lane = 0; lane < street.LanesBack + street.LanesAhead; lane++)
        {
            bool oncoming = lane < street.LanesBack;
            double z = lane == street.CameraLane ? random.NextDouble(9, 9 + 1.4 * gap) : random.NextDouble(3, 3 + 1.6 * gap);
            while (z < 110 && options.Traffic > 0)
            {
                var vehicle = new Vehicle(random);
                double s = street.Lane(lane) + random.NextDouble(-0.35, 0.35);
                Add(props, lamps, vehicle, s, z, oncoming);
                z += vehicle.Length + 3 + gap * random.NextDouble(0.25, 1.9);
            }
        }

        int parked = street.HasSidewalks ? (int)(options.Traffic * random.NextDouble(0, 2.5)) : 0;
        for (int i = 0; i < parked; i++)
            Add(props, [], new Vehicle(random), street.HalfWidth - 0.9, random.NextDouble(12, 60), oncoming: false);
        AddPeople(random, props);
    }

    private void Add(List<Prop> props, List<Lamp> lamps, Vehicle vehicle, double s, double z, bool oncoming)
    {
        // Vehicles do not stand in each other.
        if (props.Any(prop => prop.Place is { } place && Math.Abs(place.S - s) < 2.1 && Math.Abs(place.Z - z) < 7))
            return;
        props.Add(new Prop(RoadClass.Vehicle, z, surface => vehicle.Paint(surface, view, s, z, oncoming), Counts: true) { Place = (s, z) });
        if (!night)
            return;
        foreach (int side in new[] { -1, 1 })
        {
            Point2 place = view.Project(s + side * (vehicle.Width / 2 - 0.25), 0.7, z);
            Rgb light = oncoming ? new Rgb(1, 0.97, 0.88) * 1.25 : new Rgb(0.9, 0.08, 0.05);
            lamps.Add(new Lamp(place, (oncoming ? 1.15 : 0.5) * view.Scale(z), light, z));
        }
    }

    private void AddPeople(RandomStream random, List<Prop> props)
    {
        int count = (int)(options.Pedestrians * random.NextDouble(1, 8));
        for (int i = 0; i < count; i++)
        {
            var person = new Person(random);
            bool crossing = street.Crossing > 0 ? random.NextInt32(2) == 0 : random.NextInt32(8) == 0;
            double z = (crossing, street.Crossing > 0) switch
            {
                (true, true) => Math.Max(view.Nearest + 2, street.Crossing + random.NextDouble(0.5, 2.7)),
                (true, false) => Math.Max(view.Nearest + 2, random.NextDouble(9, 40)),
                _ => random.NextDouble(6, 60),
            };
            double s = crossing
                ? street.HalfWidth * random.NextDouble(-0.95, 0.95)
                : (random.NextInt32(2) * 2 - 1) * (street.HalfWidth + random.NextDouble(0.5, street.HasSidewalks ? 2.3 : 1.2));
            double phase = random.NextDouble();
            double stride = crossing ? (random.NextInt32(2) * 2 - 1) * random.NextDouble(0.7, 1) : random.NextDouble(-0.6, 0.6);
            if (props.Any(prop => prop.Place is { } place && Math.Abs(place.S - s) < 1.5 && z > place.Z - 1 && z < place.Z + 6))
                continue;
            props.Add(new Prop(RoadClass.Pedestrian, z, surface =>
            {
                Point2 foot = view.Project(s, 0, z);
                double scale = view.Scale(z);
                surface.Tint(Figure.Ellipse(foot.X + 0.18 * scale, foot.Y, 0.42 * scale, 0.07 * scale), Rgb.Black, 0.32);
                person.Paint(surface, foot, scale, phase, stride);
            }, Counts: true));
        }
    }
}
