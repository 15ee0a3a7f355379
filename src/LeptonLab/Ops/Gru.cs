using System.Numerics;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The gated recurrent unit (Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014, §2.3),
/// over whole sequences in one direction. The reset gate is applied behind the recurrent product, as cuDNN and PyTorch do:
/// <code>
/// r = σ(x_t · W_r + b_r + h_{t−1} · U_r + d_r)             what of the past is looked at
/// z = σ(x_t · W_z + b_z + h_{t−1} · U_z + d_z)             what of the past is kept
/// n = tanh(x_t · W_n + b_n + r ⊙ (h_{t−1} · U_n + d_n))    what is new
/// h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
/// </code>
/// x is [batch, time, features]; W = [W_r W_z W_n] is [features, 3 · hidden], U is [hidden, 3 · hidden], b and d are
/// [3 · hidden]: PyTorch's order of gates, and its two biases. The result is [batch, time, hidden].
/// </summary>
public static class Gru
{
    internal const int Gates = 3;
    private const int Kept = 4; // r, z, n, and q = h · U_n + d_n

    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel : IRecurrentKernel;

    /// <summary>Reads sequences; differentiable with respect to everything that it reads.</summary>
    /// <param name="inputs">The sequences, weights and initial state; there is no cell.</param>
    /// <param name="lengths">
    /// Entries of each sequence that are not padding; null: all. Padding is not read, and the results there are 0.
    /// </param>
    /// <param name="reverse">Whether to read from the last entry to the first; results stand where their entry does.</param>
    /// <returns>The hidden states of every step, and the one behind each sequence's last step.</returns>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit.</exception>
    public static RecurrentOutputs Apply(RecurrentInputs inputs, int[]? lengths = null, bool reverse = false)
    {
        Recurrence.RefuseCell("Gru", inputs);
        RecurrentGeometry geometry = RecurrentGeometry.Of("Gru", inputs, Gates, lengths, reverse);
        return Recurrence.Run("Gru", inputs, geometry, cell: false, inputs.Device("Gru").Kernel<IKernel>());
    }

    /// <summary>The forward pass as plain loops.</summary>
    /// <param name="a">The inputs.</param>
    /// <param name="results">The results.</param>
    /// <param name="gates">For the backward pass: r, z, n and h · U_n + d_n of every step [batch, time, 4 · hidden].</param>
    /// <param name="geometry">The sizes.</param>
    public static void Forward<T>(
        RecurrentInputs<T> a, RecurrentOutputs<T> results, Span<T> gates, RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        (int hidden, int columns) = (geometry.Hidden, Gates * geometry.Hidden);
        results.Y.Clear();
        for (int n = 0; n < geometry.Batch; n++)
        {
            Span<T> h = results.Hidden.Slice(n * hidden, hidden);
            Recurrence.Start(a.Hidden, n, h);
            for (int step = 0; step < geometry.Lengths[n]; step++)
            {
                int row = geometry.Row(n, step);
                Span<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs);
                Span<T> gate = gates.Slice(row * Kept * hidden, Kept * hidden);
                for (int j = 0; j < columns; j++)
                {
                    T fromInput = Recurrence.Sum<T>(x, a.InputWeight, a.InputBias, j, columns);
                    T fromState = Recurrence.Sum<T>(h, a.RecurrentWeight, a.RecurrentBias, j, columns);
                    if (j < 2 * hidden)
                        gate[j] = PortableMath.Sigmoid(fromInput + fromState);
                    else
                        (gate[j], gate[j + hidden]) = (PortableMath.Tanh(fromInput + gate[j - 2 * hidden] * fromState), fromState);
                }

                for (int u = 0; u < hidden; u++)
                    h[u] = (T.One - gate[hidden + u]) * gate[2 * hidden + u] + gate[hidden + u] * h[u];
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
        RecurrentOutputs<T> dResults,
        RecurrentInputs<T> d,
        RecurrentGeometry geometry)
        where T : IFloatingPointIeee754<T>
    {
        (int hidden, int columns) = (geometry.Hidden, Gates * geometry.Hidden);
        d.Clear();
        T[] h0 = new T[hidden], dh = new T[hidden], dhBefore = new T[hidden], dInput = new T[columns], dState = new T[columns];
        for (int sequence = 0; sequence < geometry.Batch; sequence++)
        {
            Recurrence.Start(a.Hidden, sequence, h0);
            Recurrence.Start(dResults.Hidden, sequence, dh);
            for (int step = geometry.Lengths[sequence] - 1; step >= 0; step--)
            {
                int row = geometry.Row(sequence, step);
                ReadOnlySpan<T> hBefore = step == 0
                    ? h0
                    : results.Y.Slice(geometry.Row(sequence, step - 1) * hidden, hidden);
                ReadOnlySpan<T> gate = gates.Slice(row * Kept * hidden, Kept * hidden);
                for (int u = 0; u < hidden; u++)
                {
                    T r = gate[u], z = gate[hidden + u], n = gate[2 * hidden + u], q = gate[3 * hidden + u];
                    dh[u] += dResults.Y[row * hidden + u];
                    T dn = dh[u] * (T.One - z) * (T.One - n * n);           // h = (1 − z) · n + z · h, n = tanh(… + r · q)
                    T dz = dh[u] * (hBefore[u] - n) * z * (T.One - z);      // h = (1 − z) · n + z · h, z = σ(…)
                    T dr = dn * q * r * (T.One - r);                        // n = tanh(… + r · q), r = σ(…)
                    (dInput[u], dInput[hidden + u], dInput[2 * hidden + u]) = (dr, dz, dn);
                    (dState[u], dState[hidden + u], dState[2 * hidden + u]) = (dr, dz, dn * r);     // n = tanh(… + r · q)
                    dhBefore[u] = dh[u] * z;                                // h = (1 − z) · n + z · h
                }

                ReadOnlySpan<T> x = a.X.Slice(row * geometry.Inputs, geometry.Inputs);
                Span<T> dx = d.X.IsEmpty ? [] : d.X.Slice(row * geometry.Inputs, geometry.Inputs);
                for (int j = 0; j < columns; j++)
                {
                    Recurrence.SumBackward(x, a.InputWeight, dInput[j], dx, d.InputWeight, d.InputBias, j, columns);
                    Recurrence.SumBackward(
                        hBefore, a.RecurrentWeight, dState[j], dhBefore, d.RecurrentWeight, d.RecurrentBias, j, columns);
                }

                (dh, dhBefore) = (dhBefore, dh);
            }

            if (!d.Hidden.IsEmpty)
                dh.CopyTo(d.Hidden.Slice(sequence * hidden, hidden));
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public Tensor[] Forward(RecurrentInputs inputs, RecurrentOutputs outputs, RecurrentGeometry geometry)
        {
            var gates = new Tensor([geometry.Batch, geometry.Time, Kept * geometry.Hidden], Device.Plain);
            Forward<float>(RecurrentInputs<float>.Of(inputs), RecurrentOutputs<float>.Of(outputs), gates.AsSpan(), geometry);
            return [gates];
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
                RecurrentOutputs<float>.Of(dOutputs),
                RecurrentInputs<float>.Of(dInputs),
                geometry);
    }
}
