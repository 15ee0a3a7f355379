namespace LeptonLab.Benchmarks.Peers;

/// <summary>Numbers that both sides must agree on, in our layout.</summary>
/// <param name="Name">Such as <c>loss</c> or <c>gradient of conv2d_1.weight</c>.</param>
/// <param name="Largest">How far a number of ours may be from the peer's, relative to the largest magnitude of the peer's.</param>
/// <param name="Mean">The root of the mean square of the differences at most, relative to that of the peer's numbers.</param>
/// <param name="Values">The numbers.</param>
internal sealed record Outcome(string Name, double Largest, double Mean, float[] Values)
{
    /// <summary>With the same tolerance for both.</summary>
    internal Outcome(string name, double tolerance, float[] values)
        : this(name, tolerance, tolerance, values)
    {
    }
}
