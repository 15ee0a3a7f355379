namespace LeptonLab.Autograd;

/// <summary>One recorded operation: where its inputs came from and how a gradient passes back through it.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Step">When it was recorded; later operations have larger numbers.</param>
/// <param name="Inputs">What the output was computed from.</param>
/// <param name="Backward">∂L/∂output to ∂L/∂inputs.</param>
internal sealed record TapeNode(string Operation, long Step, Tensor[] Inputs, Func<Tensor, Tensor?[]> Backward);
