namespace LeptonLab.Nn;

/// <summary>
/// A whole number that a module changes as it trains, such as how many random masks it has drawn. A training run that is
/// resumed goes on from the number that it had.
/// </summary>
public sealed class Counter
{
    internal Counter(string name) => Name = name;

    /// <summary>Its name in the module that it belongs to.</summary>
    public string Name { get; }

    /// <summary>The number; 0 at first.</summary>
    public long Value { get; set; }
}
