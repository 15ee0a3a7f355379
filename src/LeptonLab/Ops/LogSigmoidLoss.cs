using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The logistic loss of margins (Bishop, "Pattern Recognition and Machine Learning", 2006, §4.3.2 and §7.1.2).
/// <code>
/// L = −(1/N) Σ_n log σ(z[n]) = (1/N) Σ_n log(1 + exp(−z[n])),  σ(z) = 1 / (1 + exp(−z))
/// ∂L/∂z[n] = −(1 − σ(z[n])) / N = −σ(−z[n]) / N
/// </code>
/// z[n] is how strongly the model votes for the truth: for a label t of 0 or 1 and a logit a, z = (2t − 1)·a. Computed as
/// <c>max(−z, 0) + log(1 + exp(−|z|))</c>, which neither overflows nor loses digits. z has any shape with N elements; L
/// is a scalar, in nats.
/// </summary>
public static class LogSigmoidLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss.</summary>
        void Forward(Tensor z, Tensor loss);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor z, Tensor dLoss, Tensor dz);
    }

    /// <summary>The loss of margins; differentiable.</summary>
    /// <exception cref="ArgumentException">There is no margin.</exception>
    public static Tensor Apply(Tensor z)
    {
        if (z.Count == 0)
            throw new ArgumentException($"LogSigmoidLoss takes the mean over margins, but {z.Shape} holds none.");
        IKernel kernel = z.Device.Kernel<IKernel>();
        var loss = new Tensor([], z.Device);
        kernel.Forward(z, loss);

        Tape.Record("LogSigmoidLoss", loss, [z], dLoss =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(z, dLoss, dz);
            return [dz];
        });
        return loss;
    }

    /// <summary>The forward pass as a plain loop; returns L.</summary>
    public static T Forward<T>(ReadOnlySpan<T> z)
        where T : IFloatingPointIeee754<T>
    {
        T loss = T.Zero;
        foreach (T margin in z)
            loss += T.Max(-margin, T.Zero) + LogOnePlus(T.Exp(-T.Abs(margin)));
        return loss / T.CreateChecked(z.Length);
    }

    /// <summary>The backward pass as a plain loop: <c>dz = −σ(−z) / N · dLoss</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> z, T dLoss, Span<T> dz)
        where T : IFloatingPointIeee754<T>
    {
        T scale = dLoss / T.CreateChecked(z.Length);
        for (int n = 0; n < z.Length; n++)
        {
            T e = T.Exp(-T.Abs(z[n]));
            T sigmoidOfMinus = z[n] >= T.Zero ? e / (T.One + e) : T.One / (T.One + e);
            dz[n] = -sigmoidOfMinus * scale;
        }
    }

    // log(1 + x) keeping the digits of a small x (Kahan; Higham, "Accuracy and Stability", 2nd edition, 2002, §1.14.1).
    private static T LogOnePlus<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T u = T.One + x;
        return u == T.One ? x : T.Log(u) * x / (u - T.One);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, Tensor loss) => loss.AsSpan()[0] = LogSigmoidLoss.Forward<float>(z.AsSpan());

        public void Backward(Tensor z, Tensor dLoss, Tensor dz) =>
            LogSigmoidLoss.Backward<float>(z.AsSpan(), dLoss.Item(), dz.AsSpan());
    }
}
