namespace LeptonLab.Visuals;

/// <summary>Bars under a heading.</summary>
/// <param name="Heading">Stands above them.</param>
/// <param name="Bars">A name and a length for each; a length that is not finite leaves its row empty.</param>
public sealed record BarGroup(string Heading, IReadOnlyList<(string Name, double Value)> Bars);
