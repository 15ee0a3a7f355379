using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The simple recurrent network (Elman, "Finding Structure in Time", Cognitive Science 14(2), 1990), over whole sequences
/// in one direction:
/// <code>
/// h_t = f(x_t · W + b + h_{t−1} · U + d),     f = tanh or the rectifier
/// </code>
/// x is [batch, time, features]; W is [features, hidden], U is [hidden, hidden], b and d are [hidden]: PyTorch's two biases.
/// The result is [batch, time, hidden].
/// </summary>
public static class Rnn
{
    internal const int Gates = 1;

    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>The kernel with this f.</summary>
        IRecurrentKernel With(Activation activation);
    }

    /// <summary>Reads sequences; differentiable with respect to everything that it reads.</summary>
    /// <param name="inputs">The sequences, weights and initial state; there is no cell.</param>
    /// <param name="activation">f: <see cref="Activation.Tanh"/> or <see cref="Activation.Relu"/>.</param>
    /// <param name="lengths">
    /// Entries of each sequence that are not padding; null: all. Padding is not read, and the results there are 0.
    /// </param>
    /// <param name="reverse">Whether to read from the last entry to the first; results stand where their entry does.</param>
    /// <returns>The hidden states of every step, and the one behind each sequence's last step.</returns>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit, or there is no RNN with this activation.</exception>
    public static RecurrentOutputs Apply(
        RecurrentInputs inputs, Activation activation = Activation.Tanh, int[]? lengths = null, bool reverse = false)
    {
        CheckActivation(activation);
        Recurrence.RefuseCell("Rnn", inputs);
        RecurrentGeometry geometry = RecurrentGeometry.Of("Rnn", inputs, Gates, lengths, reverse);
        return Recurrence.Run("Rnn", inputs, geometry, cell: false, inputs.Device("Rnn").Kernel<IKernel>().With(activation));
    }

    /// <summary>The forward pass as plain loops. Every hidden state is in the result, so nothing else is kept.</summary>
    public static void Forward<T>(
        RecurrentInputs<T> a, RecurrentOutputs<T> results, Activation activation, RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        int hidden = geometry.Hidden;
        results.Y.Clear();
        for (int n = 0; n < geometry.Batch; n++)
        {
            Span<T> h = results.Hidden.Slice(n * hidden, hidden);
            Recurrence.Start(a.Hidden, n, h);
            for (int step = 0; step < geometry.Lengths[n]; step++)
            {
                int row = geometry.Row(n, step);
                Span<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs), y = results.Y.Slice(row * hidden, hidden);
                for (int j = 0; j < hidden; j++)
                {
                    y[j] = Recurrence.Sum<T>(x, a.InputWeight, a.InputBias, j, hidden)
                        + Recurrence.Sum<T>(h, a.RecurrentWeight, a.RecurrentBias, j, hidden);
                }

                Activations.Forward(activation, y, y);
                y.CopyTo(h);
            }
        }
    }

    /// <summary>
    /// The backward pass as plain loops, from each sequence's last step to its first: through f, and then through
    /// <c>x · W + b + h · U + d</c>. Gradients that are empty are not wanted, those of results that are empty are zero.
    /// </summary>
    public static void Backward<T>(
        RecurrentInputs<T> a,
        RecurrentOutputs<T> results,
        Activation activation,
        RecurrentOutputs<T> dResults,
        RecurrentInputs<T> d,
        RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        int hidden = geometry.Hidden;
        d.Clear();
        T[] h0 = new T[hidden], dh = new T[hidden], dz = new T[hidden];
        for (int n = 0; n < geometry.Batch; n++)
        {
            Recurrence.Start(a.Hidden, n, h0);
            Recurrence.Start(dResults.Hidden, n, dh);
            for (int step = geometry.Lengths[n] - 1; step >= 0; step--)
            {
                int row = geometry.Row(n, step);
                ReadOnlySpan<T> hBefore = step == 0 ? h0 : results.Y.Slice(geometry.Row(n, step - 1) * hidden, hidden);
                for (int u = 0; u < hidden; u++)
                    dh[u] += dResults.Y[row * hidden + u];
                Activations.Backward<T>(activation, results.Y.Slice(row * hidden, hidden), dh, dz);

                Array.Clear(dh);
                ReadOnlySpan<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs);
                Span<T> dx = d.X.IsEmpty ? [] : d.X.Slice(row * geometry.Inputs, geometry.Inputs);
                for (int j = 0; j < hidden; j++)
                {
                    Recurrence.SumBackward(x, a.InputWeight, dz[j], dx, d.InputWeight, d.InputBias, j, hidden);
                    Recurrence.SumBackward(hBefore, a.RecurrentWeight, dz[j], dh, d.RecurrentWeight, d.RecurrentBias, j, hidden);
                }
            }

            if (!d.Hidden.IsEmpty)
                dh.CopyTo(d.Hidden.Slice(n * hidden, hidden));
        }
    }

    internal static void CheckActivation(Activation activation)
    {
        if (activation is not (Activation.Tanh or Activation.Relu))
            throw new ArgumentException($"Rnn has the activation Tanh or Relu; it got {activation}.");
    }

    internal sealed class PlainKernel : IKernel
    {
        public IRecurrentKernel With(Activation activation) => new WithActivation(activation);

        private sealed class WithActivation(Activation activation) : IRecurrentKernel
        {
            public Tensor[] Forward(RecurrentInputs inputs, RecurrentOutputs outputs, RecurrentGeometry geometry)
            {
                Forward<float>(RecurrentInputs<float>.Of(inputs), RecurrentOutputs<float>.Of(outputs), activation, geometry);
                return [];
            }

            public void Backward(
                RecurrentInputs inputs,
                RecurrentOutputs outputs,
                Tensor[] kept,
                RecurrentOutputs dOutputs,
                RecurrentInputs dInputs,
                RecurrentGeometry geometry) => Backward<float>(
                    RecurrentInputs<float>.Of(inputs),
                    RecurrentOutputs<float>.Of(outputs),
                    activation,
                    RecurrentOutputs<float>.Of(dOutputs),
                    RecurrentInputs<float>.Of(dInputs),
                    geometry);
        }
    }
}
