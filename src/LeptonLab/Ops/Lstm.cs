using System.Numerics;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; the forget
/// gate: Gers, Schmidhuber and Cummins, Neural Computation 12(10), 2000), over whole sequences in one direction:
/// <code>
/// i = σ(x_t · W_i + b_i + h_{t−1} · U_i + d_i)         what is let in
/// f = σ(x_t · W_f + b_f + h_{t−1} · U_f + d_f)         what is kept
/// g = tanh(x_t · W_g + b_g + h_{t−1} · U_g + d_g)      what is offered
/// o = σ(x_t · W_o + b_o + h_{t−1} · U_o + d_o)         what is shown
/// c_t = f ⊙ c_{t−1} + i ⊙ g
/// h_t = o ⊙ tanh c_t
/// </code>
/// x is [batch, time, features]; W = [W_i W_f W_g W_o] is [features, 4 · hidden], U is [hidden, 4 · hidden], b and d are
/// [4 · hidden]: PyTorch's order of gates, and its two biases. The result is [batch, time, hidden].
/// </summary>
public static class Lstm
{
    internal const int Gates = 4;

    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel : IRecurrentKernel;

    /// <summary>Reads sequences; differentiable with respect to everything that it reads.</summary>
    /// <param name="inputs">The sequences, weights and initial states.</param>
    /// <param name="lengths">
    /// Entries of each sequence that are not padding; null: all. Padding is not read, and the results there are 0.
    /// </param>
    /// <param name="reverse">Whether to read from the last entry to the first; results stand where their entry does.</param>
    /// <returns>The hidden states of every step, and both states behind each sequence's last step.</returns>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit.</exception>
    public static RecurrentOutputs Apply(RecurrentInputs inputs, int[]? lengths = null, bool reverse = false)
    {
        RecurrentGeometry geometry = RecurrentGeometry.Of("Lstm", inputs, Gates, lengths, reverse);
        return Recurrence.Run("Lstm", inputs, geometry, cell: true, inputs.Device("Lstm").Kernel<IKernel>());
    }

    /// <summary>The forward pass as plain loops.</summary>
    /// <param name="a">The inputs.</param>
    /// <param name="results">The results.</param>
    /// <param name="gates">For the backward pass: i, f, g and o of every step [batch, time, 4 · hidden].</param>
    /// <param name="cells">For the backward pass: c of every step [batch, time, hidden].</param>
    /// <param name="geometry">The sizes.</param>
    public static void Forward<T>(
        RecurrentInputs<T> a, RecurrentOutputs<T> results, Span<T> gates, Span<T> cells, RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        (int hidden, int columns) = (geometry.Hidden, Gates * geometry.Hidden);
        results.Y.Clear();
        for (int n = 0; n < geometry.Batch; n++)
        {
            Span<T> h = results.Hidden.Slice(n * hidden, hidden), c = results.Cell.Slice(n * hidden, hidden);
            Recurrence.Start(a.Hidden, n, h);
            Recurrence.Start(a.Cell, n, c);
            for (int step = 0; step < geometry.Lengths[n]; step++)
            {
                int row = geometry.Row(n, step);
                Span<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs), gate = gates.Slice(row * columns, columns);
                for (int j = 0; j < columns; j++)
                {
                    T z = Recurrence.Sum<T>(x, a.InputWeight, a.InputBias, j, columns)
                        + Recurrence.Sum<T>(h, a.RecurrentWeight, a.RecurrentBias, j, columns);
                    gate[j] = j / hidden == 2 ? PortableMath.Tanh(z) : PortableMath.Sigmoid(z);
                }

                for (int u = 0; u < hidden; u++)
                {
                    T i = gate[u], f = gate[hidden + u], g = gate[2 * hidden + u], o = gate[3 * hidden + u];
                    c[u] = f * c[u] + i * g;
                    h[u] = o * PortableMath.Tanh(c[u]);
                }

                c.CopyTo(cells[(row * hidden)..]);
                h.CopyTo(results.Y[(row * hidden)..]);
            }
        }
    }

    /// <summary>
    /// The backward pass as plain loops, from each sequence's last step to its first. Each line differentiates the line of
    /// the forward pass that it quotes. Gradients that are empty are not wanted, those of results that are empty are zero.
    /// </summary>
    public static void Backward<T>(
        RecurrentInputs<T> a,
        RecurrentOutputs<T> results,
        ReadOnlySpan<T> gates,
        ReadOnlySpan<T> cells,
        RecurrentOutputs<T> dResults,
        RecurrentInputs<T> d,
        RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        (int hidden, int columns) = (geometry.Hidden, Gates * geometry.Hidden);
        d.Clear();
        T[] dh = new T[hidden], dc = new T[hidden], dhBefore = new T[hidden], dz = new T[columns];
        T[] h0 = new T[hidden], c0 = new T[hidden];
        for (int n = 0; n < geometry.Batch; n++)
        {
            Recurrence.Start(a.Hidden, n, h0);
            Recurrence.Start(a.Cell, n, c0);
            Recurrence.Start(dResults.Hidden, n, dh);
            Recurrence.Start(dResults.Cell, n, dc);
            for (int step = geometry.Lengths[n] - 1; step >= 0; step--)
            {
                int row = geometry.Row(n, step), before = step == 0 ? -1 : geometry.Row(n, step - 1);
                ReadOnlySpan<T> hBefore = before < 0 ? h0 : results.Y.Slice(before * hidden, hidden);
                ReadOnlySpan<T> cBefore = before < 0 ? c0 : cells.Slice(before * hidden, hidden);
                ReadOnlySpan<T> gate = gates.Slice(row * columns, columns);
                for (int u = 0; u < hidden; u++)
                {
                    T i = gate[u], f = gate[hidden + u], g = gate[2 * hidden + u], o = gate[3 * hidden + u];
                    T tanh = PortableMath.Tanh(cells[row * hidden + u]);
                    dh[u] += dResults.Y[row * hidden + u];
                    dc[u] += dh[u] * o * (T.One - tanh * tanh);             // h = o · tanh c
                    dz[u] = dc[u] * g * i * (T.One - i);                    // c = f · c + i · g, i = σ(z)
                    dz[hidden + u] = dc[u] * cBefore[u] * f * (T.One - f);  // c = f · c + i · g, f = σ(z)
                    dz[2 * hidden + u] = dc[u] * i * (T.One - g * g);       // c = f · c + i · g, g = tanh z
                    dz[3 * hidden + u] = dh[u] * tanh * o * (T.One - o);    // h = o · tanh c, o = σ(z)
                    dc[u] *= f;                                             // c = f · c + i · g
                }

                Array.Clear(dhBefore);
                ReadOnlySpan<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs);
                Span<T> dx = d.X.IsEmpty ? [] : d.X.Slice(row * geometry.Inputs, geometry.Inputs);
                for (int j = 0; j < columns; j++)
                {
                    Recurrence.SumBackward(x, a.InputWeight, dz[j], dx, d.InputWeight, d.InputBias, j, columns);
                    Recurrence.SumBackward(hBefore, a.RecurrentWeight, dz[j], dhBefore, d.RecurrentWeight, d.RecurrentBias, j, columns);
                }

                (dh, dhBefore) = (dhBefore, dh);
            }

            if (!d.Hidden.IsEmpty)
                dh.CopyTo(d.Hidden.Slice(n * hidden, hidden));
            if (!d.Cell.IsEmpty)
                dc.CopyTo(d.Cell.Slice(n * hidden, hidden));
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public Tensor[] Forward(RecurrentInputs inputs, RecurrentOutputs outputs, RecurrentGeometry geometry)
        {
            Shape entries = [geometry.Batch, geometry.Time];
            var gates = new Tensor(new([.. entries, Gates * geometry.Hidden]), Device.Plain);
            var cells = new Tensor(new([.. entries, geometry.Hidden]), Device.Plain);
            Forward<float>(
                RecurrentInputs<float>.Of(inputs), RecurrentOutputs<float>.Of(outputs), gates.AsSpan(), cells.AsSpan(), geometry);
            return [gates, cells];
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
                kept[0].AsSpan(),
                kept[1].AsSpan(),
                RecurrentOutputs<float>.Of(dOutputs),
                RecurrentInputs<float>.Of(dInputs),
                geometry);
    }
}
