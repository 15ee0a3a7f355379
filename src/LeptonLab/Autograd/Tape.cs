namespace LeptonLab.Autograd;

/// <summary>
/// Records how tensors were computed, so that the chain rule can be walked backwards (reverse-mode automatic
/// differentiation; Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3).
/// </summary>
public static class Tape
{
    [ThreadStatic]
    private static int _paused;

    private static long _steps;

    /// <summary>Whether operations on this thread are being recorded.</summary>
    public static bool IsRecording => _paused == 0;

    /// <summary>Stops recording on this thread until the result is disposed: for evaluation and for updates.</summary>
    public static IDisposable Pause() => new PauseScope();

    /// <summary>
    /// Notes that <paramref name="output"/> was computed from <paramref name="inputs"/>. Does nothing where no input
    /// requires a gradient or recording is paused.
    /// </summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="output">Its result.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="backward">
    /// Given ∂L/∂output, returns ∂L/∂input for each input: same order, same shapes, freshly made, or null for an input
    /// that needs none. The memory of ∂L/∂output is used again afterwards: clone what you keep of it.
    /// </param>
    public static void Record(string operation, Tensor output, Tensor[] inputs, Func<Tensor, Tensor?[]> backward)
    {
        if (!IsRecording || !inputs.Any(input => input.RequiresGrad))
            return;
        output.Node = new TapeNode(operation, Interlocked.Increment(ref _steps), inputs, backward);
    }

    private sealed class PauseScope : IDisposable
    {
        private bool _ended;

        public PauseScope() => _paused++;

        public void Dispose()
        {
            if (!_ended)
                _paused--;
            _ended = true;
        }
    }
}
