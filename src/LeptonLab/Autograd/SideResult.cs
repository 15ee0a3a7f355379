namespace LeptonLab.Autograd;

/// <summary>
/// A second result of an operation, such as the last state of a recurrent one. The tape knows one output for each
/// operation; this one is recorded as if it had been computed from the first, so that the backward pass comes by here
/// before it reaches the operation itself. The gradient waits here for it.
/// </summary>
internal sealed class SideResult
{
    private Tensor? _gradient;

    /// <summary>Records <paramref name="result"/>; only after <paramref name="main"/> has been recorded.</summary>
    internal SideResult(string operation, Tensor main, Tensor result) => Tape.Record(operation, result, [main], gradient =>
    {
        _gradient = gradient.Clone();
        var nothing = new Tensor(main.Shape, main.Device); // the first result's share, which brings the pass to the operation
        nothing.AsSpan().Clear();
        return [nothing];
    });

    /// <summary>∂L/∂result, once; null where the loss does not depend on it.</summary>
    internal Tensor? TakeGradient()
    {
        Tensor? gradient = _gradient;
        _gradient = null;
        return gradient;
    }
}
