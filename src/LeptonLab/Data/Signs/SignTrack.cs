using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Signs;

/// <summary>What all pictures of one sign share: where it stands, how it is worn, light and weather.</summary>
internal sealed class SignTrack
{
    private readonly SignOptions _options;
    private readonly SignPlace _place;
    private readonly SignCover _cover;
    private readonly Texture _dirt;
    private readonly Rgb _lamp;
    private readonly Rgb _fogColour;
    private readonly double _fog;
    private readonly double _fade;
    private readonly double _dirtiness;
    private readonly double _shadow;
    private readonly double _shadowSlope;
    private readonly double _shadowPlace;
    private readonly double _yaw;
    private readonly double _pitch;
    private readonly double _roll;
    private readonly double _x;
    private readonly double _y;
    private readonly double _size;
    private readonly double _noise;
    private readonly double _softness;
    private readonly double _shake;
    private readonly bool _night;

    internal SignTrack(ulong seed, int number, SignOptions options)
    {
        var random = new RandomStream(seed, 1UL << 63 | (uint)number);
        _options = options;
        Id = $"t{number:D5}";
        Start = random.NextDouble();
        _night = random.NextDouble() < options.Night;
        double light = options.Light, brightness = 1 + 0.32 * light * random.NextDouble(-1, 0.55);
        double warm = 0.1 * light * random.NextDouble(-1, 1);
        _lamp = new Rgb(brightness * (1 + warm), brightness, brightness * (1 - warm));
        _fog = 0.9 * options.Fog * random.NextDouble();
        _fogColour = Rgb.Gray(_night ? 0.22 : random.NextDouble(0.72, 0.88));
        _fade = 0.3 * options.Wear * random.NextDouble() * random.NextDouble();
        _dirtiness = 0.5 * options.Wear * random.NextDouble() * random.NextDouble();
        _shadow = random.NextInt32(3) == 0 ? 0.42 * Math.Min(light, 1.5) * random.NextDouble() : 0;
        (_shadowSlope, _shadowPlace) = (random.NextDouble(-1.5, 1.5), random.NextDouble(0.2, 0.8));
        double oblique = options.Perspective;
        (_yaw, _pitch) = (0.7 * oblique * random.NextDouble(-1, 1), 0.26 * oblique * random.NextDouble(-1, 1));
        _roll = 0.14 * oblique * random.NextDouble(-1, 1);
        (_x, _y) = (0.08 * options.Offset * random.NextDouble(-1, 1), 0.08 * options.Offset * random.NextDouble(-1, 1));
        _size = 0.4 - 0.06 * options.Offset * random.NextDouble();
        _noise = random.NextDouble(2, 5.5);
        _softness = random.NextDouble();
        _shake = random.NextInt32(3) == 0 ? random.NextDouble() : 0;
        _dirt = new Texture(random.NextUInt32());
        Pole = Rgb.Gray(random.NextDouble(0.36, 0.6));
        _place = new SignPlace(random);
        _cover = new SignCover(random, options.Occlusion);
    }

    internal string Id { get; }

    /// <summary>Where a track of one frame is between far (0) and near (1).</summary>
    internal double Start { get; }

    internal Rgb Pole { get; }

    internal void PaintBackground(Surface surface, double progress) => _place.Paint(surface, progress);

    internal void PaintCover(Surface surface, Pose pose) => _cover.Paint(surface, pose);

    /// <summary>Where the sign is in a frame: nearer and larger along the track, with the jitter of a moving camera.</summary>
    internal Pose Pose(RandomStream random, double progress)
    {
        double size = _options.Size, near = 1 - 0.22 * _options.Offset * (1 - progress), jitter = 0.025 * _options.Offset;
        return new Pose(
            size * (0.5 + _x + jitter * random.NextDouble(-1, 1)),
            size * (0.5 + _y + jitter * random.NextDouble(-1, 1)),
            size * _size * near,
            _yaw * (0.6 + 0.4 * progress) + 0.05 * _options.Perspective * random.NextDouble(-1, 1),
            _pitch,
            _roll + 0.03 * _options.Perspective * random.NextDouble(-1, 1),
            3.2);
    }

    /// <summary>The colour of a place on the sign: faded, dirty, lit from above, perhaps in a shadow.</summary>
    internal Rgb Worn(Rgb colour, double x, double y)
    {
        double u = x / _options.Size, v = y / _options.Size;
        Rgb faded = colour.Mix(Rgb.Gray(0.72), _fade);
        double spots = Math.Max(0, _dirt.Rough(7 * u, 7 * v) - 0.42) * 2.2 + 0.3 * v;
        Rgb dirty = faded.Mix(Rgb.Hex(0x4A4236), Math.Min(0.8, _dirtiness * spots));
        double edge = Math.Clamp((u - _shadowPlace + _shadowSlope * (v - 0.5)) * 12, 0, 1);
        return dirty * ((1.04 - 0.12 * v) * (1 - _shadow * edge));
    }

    /// <summary>Light, fog and camera.</summary>
    internal Image Photograph(Surface surface, bool[] sign, RandomStream random, double progress)
    {
        // Fog hides what is farther away; a background counts as twice as far.
        double far = _fog * (1 - 0.35 * progress), behind = 1 - (1 - far) * (1 - far);
        double beam = random.NextDouble(0.55, 0.85);
        surface.Change((colour, column, row) =>
        {
            bool isSign = sign[row * surface.Width + column];
            Rgb lit = colour * _lamp;
            if (_night)
                lit *= isSign ? new Rgb(beam, 0.97 * beam, 0.9 * beam) : new Rgb(0.1, 0.11, 0.15); // signs throw light back
            return lit.Mix(_fogColour, isSign ? far : behind);
        });
        int size = surface.Width;
        double scale = _options.Blur * size / 48;
        Lens.Blur(surface.Light, size, size, scale * (0.25 + 1.05 * _softness * _softness));
        Lens.Shake(surface.Light, size, size, 5 * scale * _shake, random.NextDouble(-0.5, 0.5));
        return Sensor.Expose(surface.Light, size, size, _options.Noise * _noise * (_night ? 1.5 : 1), random);
    }
}
