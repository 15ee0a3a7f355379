namespace LeptonLab.Gpu;

/// <summary>A number and its place in a line. Whoever compares, in whatever order: the same one wins.</summary>
internal struct Best(float value, int place)
{
    internal float Value = value;
    internal int Place = place;

    /// <summary>What everyone else beats.</summary>
    internal static Best None => new(float.NegativeInfinity, int.MaxValue);

    /// <summary>The larger one; a NaN before every number, and the first among equals.</summary>
    internal readonly Best Or(Best other)
    {
        bool nan = Fn.IsNaN(Value), otherNaN = Fn.IsNaN(other.Value), isFirst = other.Place < Place, wins;
        if (nan || otherNaN)
            wins = otherNaN && (!nan || isFirst);
        else
            wins = other.Value > Value || (other.Value == Value && isFirst);
        return wins ? other : this;
    }
}
