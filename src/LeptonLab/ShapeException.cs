namespace LeptonLab;

/// <summary>
/// A tensor does not fit a layer. The message says which layer, what came, what was expected and the arithmetic that led
/// there.
/// </summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Says what does not fit.</summary>
    public ShapeException(string message)
        : base(message)
    {
    }
}
