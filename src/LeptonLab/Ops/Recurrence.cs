using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>What the recurrent operations <see cref="Rnn"/>, <see cref="Gru"/> and <see cref="Lstm"/> share.</summary>
internal static class Recurrence
{
    /// <summary>Runs a kernel and records it, with its last states as further results.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="geometry">The sizes.</param>
    /// <param name="cell">Whether it has a cell state.</param>
    /// <param name="kernel">The device's kernel.</param>
    internal static RecurrentOutputs Run(
        string operation, RecurrentInputs inputs, RecurrentGeometry geometry, bool cell, IRecurrentKernel kernel)
    {
        Device device = inputs.X!.Device;
        Shape state = [geometry.Batch, geometry.Hidden];
        var outputs = new RecurrentOutputs(
            new Tensor([geometry.Batch, geometry.Time, geometry.Hidden], device),
            new Tensor(state, device),
            cell ? new Tensor(state, device) : null);
        Tensor[] kept = kernel.Forward(inputs, outputs, geometry);

        SideResult? hidden = null, cells = null;
        Tape.Record(operation, outputs.Y, [.. inputs.All.OfType<Tensor>()], dy =>
        {
            RecurrentInputs gradients = inputs.Gradients();
            var dOutputs = new RecurrentOutputs(dy, hidden!.TakeGradient(), cells?.TakeGradient());
            kernel.Backward(inputs, outputs, kept, dOutputs, gradients, geometry);
            return [.. inputs.All.Zip(gradients.All).Where(pair => pair.First is not null).Select(pair => pair.Second)];
        });
        if (outputs.Y.Node is null)
        {
            // Nobody will go back this way, and nobody else has seen them.
            foreach (Tensor tensor in kept)
                tensor.Release();
            return outputs;
        }

        hidden = new SideResult(operation + " hidden state", outputs.Y, outputs.Hidden!);
        if (cell)
            cells = new SideResult(operation + " cell state", outputs.Y, outputs.Cell!);
        return outputs;
    }

    /// <exception cref="ArgumentException">A cell state was given to an operation that has none.</exception>
    internal static void RefuseCell(string operation, RecurrentInputs inputs)
    {
        if (inputs.Cell is { } cell)
            throw new ArgumentException($"{operation} has no cell state; it got one, {cell.Shape}. Only the Lstm has.");
    }

    /// <summary>The state of one sequence, copied; zeros where none is given.</summary>
    internal static void Start<T>(ReadOnlySpan<T> states, int n, Span<T> state)
    {
        if (states.IsEmpty)
            state.Clear();
        else
            states.Slice(n * state.Length, state.Length).CopyTo(state);
    }

    /// <summary>b + Σ x · w: one column of one half of a gate's sum. An empty bias is none.</summary>
    internal static T Sum<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int column, int columns)
        where T : IFloatingPointIeee754<T>
    {
        T sum = bias.IsEmpty ? T.Zero : bias[column];
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * weight[i * columns + column];
        return sum;
    }

    /// <summary>
    /// The gradients of such a sum, <c>sum += x[i] · w[i, column]</c>, added up; those that are empty are not wanted.
    /// </summary>
    internal static void SumBackward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, T dSum, Span<T> dx, Span<T> dWeight, Span<T> dBias, int column, int columns)
        where T : IFloatingPointIeee754<T>
    {
        if (!dBias.IsEmpty)
            dBias[column] += dSum;                                  // sum = b[column]
        for (int i = 0; i < x.Length; i++)
        {
            if (!dWeight.IsEmpty)
                dWeight[i * columns + column] += x[i] * dSum;       // ∂(x·w)/∂w = x
            if (!dx.IsEmpty)
                dx[i] += weight[i * columns + column] * dSum;       // ∂(x·w)/∂x = w
        }
    }
}
