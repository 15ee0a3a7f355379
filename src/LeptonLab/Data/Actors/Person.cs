using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Actors;

/// <summary>A person as a camera across the street sees them: what they wear, and how they walk. Lengths in metres.</summary>
internal sealed class Person
{
    private static readonly Rgb[] Skins = [Rgb.Hex(0xE8BFA0), Rgb.Hex(0xC68E63), Rgb.Hex(0x8D5A3B), Rgb.Hex(0x5A3A28), Rgb.Hex(0xF0CDB4)];
    private static readonly Rgb[] Clothes =
    [
        Rgb.Hex(0x243447), Rgb.Hex(0xB3382C), Rgb.Hex(0xE5E2DA), Rgb.Hex(0x2F6B4F), Rgb.Hex(0xD9A428), Rgb.Hex(0x3567A8),
        Rgb.Hex(0x6B4A7D), Rgb.Hex(0x3A3A3C), Rgb.Hex(0xC86A8A), Rgb.Hex(0x8C8F94),
    ];

    private static readonly Rgb[] Trousers = [Rgb.Hex(0x26303F), Rgb.Hex(0x3B3B3D), Rgb.Hex(0x5B6E8C), Rgb.Hex(0x6E6350), Rgb.Hex(0x1E1E22)];
    private readonly Rgb _skin;
    private readonly Rgb _top;
    private readonly Rgb _legs;
    private readonly Rgb _hair;
    private readonly double _build;
    private readonly bool _coat;

    internal Person(RandomStream random)
    {
        Height = random.NextDouble(1.55, 1.9);
        _skin = Skins[random.NextInt32(Skins.Length)];
        _top = Clothes[random.NextInt32(Clothes.Length)].Vary(random, 0.2);
        _legs = Trousers[random.NextInt32(Trousers.Length)].Vary(random, 0.25);
        _hair = Rgb.Hex(0x2B1F16).Mix(Rgb.Hex(0xB08D57), random.NextInt32(3) == 0 ? random.NextDouble() : 0);
        _build = random.NextDouble(0.85, 1.2);
        _coat = random.NextInt32(3) == 0;
    }

    internal double Height { get; }

    /// <summary>Paints the person.</summary>
    /// <param name="surface">Where to.</param>
    /// <param name="foot">The place of the feet, in pixels.</param>
    /// <param name="scale">Pixels in a metre.</param>
    /// <param name="phase">Where in a pair of steps they are: 0 … 1.</param>
    /// <param name="stride">How far they step, from 0, standing, to 1; to the left if negative.</param>
    internal void Paint(Surface surface, Point2 foot, double scale, double phase, double stride)
    {
        double unit = scale * Height;
        Point2 At(double x, double y) => (foot.X + unit * x, foot.Y - unit * y);
        double swing = 0.15 * stride * PortableMath.Sin(2 * Math.PI * phase), bend = 0.06 * Math.Abs(stride), ahead = stride >= 0 ? 1 : -1;
        double wide = 0.045 * _build * (1 - 0.5 * Math.Abs(stride));
        Rgb shade = _legs * 0.72, sleeve = _top * 0.8;
        void Limb(double thick, Rgb colour, params Point2[] joints) => surface.Fill(
            Figure.Stroke(joints, Math.Max(0.8, thick * unit)), colour);

        Limb(
            0.07 * _build, sleeve, At(-0.075 * _build * ahead, 0.79), At(-0.09 * ahead + 0.4 * swing, 0.62),
            At(-0.07 * ahead + 1.1 * swing, 0.47));
        Limb(0.085 * _build, shade, At(-wide, 0.49), At(-wide - 0.6 * swing + bend * ahead * 0.4, 0.25), At(-wide - 1.25 * swing, 0.02));
        Limb(0.085 * _build, _legs, At(wide, 0.49), At(wide + 0.6 * swing + bend * ahead * 0.4, 0.25), At(wide + 1.25 * swing, 0.02));
        Limb(0.05, Rgb.Hex(0x1C1A19), At(-wide - 1.25 * swing, 0.015), At(-wide - 1.25 * swing + 0.05 * ahead, 0.012));
        Limb(0.05, Rgb.Hex(0x1C1A19), At(wide + 1.25 * swing, 0.015), At(wide + 1.25 * swing + 0.05 * ahead, 0.012));

        double hem = _coat ? 0.36 : 0.46, half = 0.095 * _build;
        Figure body = Figure.RoundedPolygon(
            0.035 * unit,
            At(-half, 0.83), At(half, 0.83), At(0.88 * half, 0.6), At(half * (_coat ? 1.12 : 0.85), hem),
            At(-half * (_coat ? 1.12 : 0.85), hem), At(-0.88 * half, 0.6));
        surface.Fill(body, (x, _) => _top * (1.08 - 0.3 * Math.Clamp((x - foot.X) / (half * unit) * 0.5 + 0.5, 0, 1)));
        Limb(
            0.065 * _build, _top * 0.93, At(0.08 * _build * ahead, 0.79), At(0.1 * ahead - 0.4 * swing, 0.62),
            At(0.1 * ahead - 1.1 * swing, 0.48));
        surface.Fill(Figure.Disc(At(0.1 * ahead - 1.1 * swing, 0.46).X, At(0, 0.46).Y, 0.026 * unit), _skin);
        Limb(0.05, _skin * 0.85, At(0, 0.84), At(0.005 * ahead, 0.88));
        Point2 head = At(0.012 * ahead, 0.93);
        surface.Fill(Figure.Ellipse(head.X, head.Y, 0.056 * unit, 0.068 * unit), _hair);
        Point2 face = At(0.026 * ahead, 0.918);
        surface.Fill(Figure.Ellipse(face.X, face.Y, 0.042 * unit, 0.054 * unit), _skin);
    }
}
