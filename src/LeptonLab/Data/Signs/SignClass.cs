using LeptonLab.Data.Raster;

namespace LeptonLab.Data.Signs;

/// <summary>A traffic sign that the generator can draw, in the shapes and colours of the Vienna Convention (1968).</summary>
/// <param name="Name">Its name, also that of its folder.</param>
/// <param name="Meaning">What it says to drivers.</param>
public sealed record SignClass(string Name, string Meaning)
{
    /// <summary>The layers of its face, from back to front, within about 1 from the middle; the first is its outline.</summary>
    internal IReadOnlyList<SignLayer> Face { get; private init; } = [];

    /// <summary>All signs, in the order of their names.</summary>
    public static IReadOnlyList<SignClass> All { get; } =
    [
        Make("bend-left", "a bend to the left", SignShapes.Warning(SignSymbols.Bend(-1))),
        Make("bend-right", "a bend to the right", SignShapes.Warning(SignSymbols.Bend(1))),
        Make("caution", "danger ahead", SignShapes.Warning(SignSymbols.Exclamation())),
        Make("crossroads", "a crossing where you go first", SignShapes.Warning(SignSymbols.Crossroads())),
        Make("cycle-path", "for bicycles only", SignShapes.Mandatory(SignSymbols.Bicycle())),
        Make("end-of-limits", "the end of all limits", SignShapes.End()),
        Make("no-entry", "do not enter", SignShapes.NoEntry()),
        Make("no-overtaking", "do not overtake", SignShapes.Prohibition(SignSymbols.TwoCars())),
        Make("no-vehicles", "closed to all vehicles", SignShapes.Prohibition([])),
        Make("pedestrians", "people cross here", SignShapes.Warning(SignSymbols.Walker())),
        Make("priority-road", "this road goes first", SignShapes.Priority()),
        Make("road-works", "people at work", SignShapes.Warning(SignSymbols.Digger())),
        Make("roundabout", "a roundabout", SignShapes.Mandatory(SignSymbols.Roundabout())),
        Make("speed-limit-120", "at most 120 km/h", SignShapes.Prohibition(SignSymbols.Number("120"))),
        Make("speed-limit-30", "at most 30 km/h", SignShapes.Prohibition(SignSymbols.Number("30"))),
        Make("speed-limit-50", "at most 50 km/h", SignShapes.Prohibition(SignSymbols.Number("50"))),
        Make("speed-limit-80", "at most 80 km/h", SignShapes.Prohibition(SignSymbols.Number("80"))),
        Make("stop", "stop and give way", SignShapes.Stop()),
        Make("straight-only", "go straight on", SignShapes.Mandatory(SignSymbols.Straight())),
        Make("traffic-lights", "traffic lights ahead", SignShapes.Warning(SignSymbols.Lights())),
        Make("turn-left", "turn left", SignShapes.Mandatory(SignSymbols.Turn(-1))),
        Make("turn-right", "turn right", SignShapes.Mandatory(SignSymbols.Turn(1))),
        Make("yield", "give way", SignShapes.Yield()),
    ];

    private static SignClass Make(string name, string meaning, IReadOnlyList<SignLayer> face) => new(name, meaning) { Face = face };
}

/// <summary>A part of a sign in one colour.</summary>
internal sealed record SignLayer(Figure Figure, Rgb Colour);
