using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Looks up a vector for each token (Bengio, Ducharme, Vincent and Jauvin, "A Neural Probabilistic Language Model", JMLR 3,
/// 2003, §2):
/// <code>
/// y[i, f] = w[id i, f]
/// </code>
/// w is [vocabulary, features]; the tokens are whole numbers 0 … vocabulary − 1; y is [tokens, features]. The gradient of a
/// row of w is the sum over the places where its token stands, the first place first.
/// </summary>
public static class Embedding
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor w, int[] ids, Tensor y);

        /// <summary>Writes ∂L/∂w; the row of the padding token, where there is one, gets none.</summary>
        void Backward(int[] ids, int? padding, Tensor dy, Tensor dw);
    }

    /// <summary>Looks up; differentiable with respect to w.</summary>
    /// <param name="w">[vocabulary, features].</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="padding">A token that fills up short sequences: its row gets no gradient. Null: there is none.</param>
    /// <exception cref="ArgumentException">
    /// The shape does not fit, or a token is outside the vocabulary: the message says where.
    /// </exception>
    public static Tensor Apply(Tensor w, int[] ids, int? padding = null)
    {
        Check(w.Shape, ids, padding);
        IKernel kernel = w.Device.Kernel<IKernel>();
        int[] tokens = [.. ids]; // the caller may use the array again before the gradient is wanted
        var y = new Tensor([ids.Length, w.Shape[1]], w.Device);
        kernel.Forward(w, tokens, y);

        Tape.Record("Embedding", y, [w], dy =>
        {
            var dw = new Tensor(w.Shape, w.Device);
            kernel.Backward(tokens, padding, dy, dw);
            return [dw];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> w, ReadOnlySpan<int> ids, Span<T> y, int features)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < ids.Length; i++)
        for (int f = 0; f < features; f++)
            y[i * features + f] = w[ids[i] * features + f];
    }

    /// <summary>The backward pass as plain loops: it differentiates <c>y[i, f] = w[id i, f]</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<int> ids, int? padding, ReadOnlySpan<T> dy, Span<T> dw, int features)
        where T : IFloatingPointIeee754<T>
    {
        dw.Clear();
        for (int i = 0; i < ids.Length; i++)
        for (int f = 0; f < features && ids[i] != padding; f++)
            dw[ids[i] * features + f] += dy[i * features + f];
    }

    private static void Check(Shape w, int[] ids, int? padding)
    {
        if (w.Rank != 2)
            throw new ArgumentException($"Embedding takes a table [vocabulary, features]; it got {w}.");
        if (padding is { } token && (uint)token >= (uint)w[0])
            throw new ArgumentException($"Embedding: the padding token {token} is outside the vocabulary; {Vocabulary(w)}.");
        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)w[0])
            {
                throw new ArgumentException(
                    $"Embedding: token {ids[i]} at position {i} is outside the vocabulary; {Vocabulary(w)}.");
            }
        }
    }

    private static string Vocabulary(Shape w) => w[0] == 0
        ? $"a table {w} has no tokens"
        : $"a table {w} has tokens 0 to {w[0] - 1}";

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor w, int[] ids, Tensor y) => Forward<float>(w.AsSpan(), ids, y.AsSpan(), w.Shape[1]);

        public void Backward(int[] ids, int? padding, Tensor dy, Tensor dw) =>
            Backward<float>(ids, padding, dy.AsSpan(), dw.AsSpan(), dw.Shape[1]);
    }
}
