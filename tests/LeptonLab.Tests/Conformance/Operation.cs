using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

/// <summary>One use of an operation, and its plain loops in double, which every device is held to.</summary>
/// <param name="Inputs">The shapes of its inputs.</param>
/// <param name="Apply">The operation, on tensors of any device.</param>
/// <param name="Forward">The plain loop: inputs to output.</param>
/// <param name="Backward">The plain loop: inputs and ∂L/∂output to ∂L/∂inputs; null for an input that has none.</param>
internal sealed record Operation(
    Shape[] Inputs,
    Func<Tensor[], Tensor> Apply,
    Func<double[][], double[]> Forward,
    Func<double[][], double[], double[]?[]> Backward)
{
    /// <summary>Makes the inputs; uniform in [−1, 1) unless told otherwise.</summary>
    internal Func<ulong, Tensor[]>? DrawInputs { get; init; }

    /// <summary>The operation of every device, forward and backward, against the plain loops in double.</summary>
    internal void HoldToPlainLoops(ulong seed, double scale = 1) => HoldToPlainLoops(Draw(seed), seed, scale);

    /// <inheritdoc cref="HoldToPlainLoops(ulong, double)"/>
    /// <param name="inputs">The inputs, such as some with NaN and infinities.</param>
    /// <param name="seed">Chooses ∂L/∂output.</param>
    /// <param name="scale">Widens the tolerances of <see cref="Tolerances"/>; say why where it is not 1.</param>
    internal void HoldToPlainLoops(Tensor[] inputs, ulong seed, double scale = 1)
    {
        (Device Device, double Tolerance)[] devices = Tolerances.For(seed);
        if (devices.Length == 0)
            return;
        double[][] x = [.. inputs.Select(Conformance.Draw.ToDouble)];
        double[] y = Forward(x);
        Tensor dy = Conformance.Draw.Tensor([y.Length], seed, stream: 1000);
        double[]?[] dx = Backward(x, Conformance.Draw.ToDouble(dy));
        foreach ((Device device, double tolerance) in devices)
        {
            (Tensor actual, Tensor?[] gradients) = Compute(device, inputs, dy);
            Assert.InRange(Conformance.Draw.Difference(y, actual), 0, tolerance * scale);
            for (int i = 0; i < dx.Length; i++)
            {
                if (dx[i] is null)
                    Assert.Null(gradients[i]);
                else
                    Assert.InRange(Conformance.Draw.Difference(dx[i], gradients[i]!), 0, tolerance * scale);
            }
        }
    }

    /// <summary>The plain loops' gradients against finite differences, both in double.</summary>
    internal void HoldToFiniteDifferences(ulong seed, double tolerance = 1e-6)
    {
        double[][] x = [.. Draw(seed).Select(Conformance.Draw.ToDouble)];
        double[] dy = Conformance.Draw.Doubles(Forward(x).Length, seed, stream: 1000);
        double Loss() => Forward(x).Zip(dy, (value, weight) => value * weight).Sum();

        double[]?[] dx = Backward(x, dy);
        for (int i = 0; i < x.Length; i++)
        {
            if (dx[i] is not null)
                Assert.InRange(GradientCheck.RelativeDifference(dx[i], GradientCheck.Numeric(Loss, x[i])), 0, tolerance);
        }
    }

    private Tensor[] Draw(ulong seed) =>
        DrawInputs?.Invoke(seed) ?? [.. Inputs.Select((shape, i) => Conformance.Draw.Tensor(shape, seed, (ulong)i))];

    private (Tensor Y, Tensor?[] Gradients) Compute(Device device, Tensor[] inputs, Tensor dy)
    {
        Tensor[] moved = [.. inputs.Select(input => input.To(device))];
        for (int i = 0; i < moved.Length; i++)
            moved[i].RequiresGrad = true;
        Tensor y = Apply(moved);
        y.Backward(Tensor.From(dy.ToArray(), y.Shape).To(device));
        return (y, [.. moved.Select(input => input.Grad)]);
    }
}
