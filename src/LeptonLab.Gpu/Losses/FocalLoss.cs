namespace LeptonLab.Gpu;

/// <summary>The focal loss of labels, one thread for each sample.</summary>
internal sealed class FocalLoss(Launcher launcher) : Ops.FocalLoss.IKernel
{
    public void Forward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor losses)
    {
        Floats results = losses.Write();
        using GpuMemory uploaded = launcher.Upload(labels), weights = launcher.Upload(alphas);
        launcher.ForEach(labels.Length, new ForwardKernel
        {
            Losses = results,
            Samples = Samples.Of(z, uploaded, weights, gamma),
        });
    }

    public void Backward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor dLosses, Tensor dz)
    {
        Floats gradients = dz.Write();
        using GpuMemory uploaded = launcher.Upload(labels), weights = launcher.Upload(alphas);
        launcher.ForEach(labels.Length, new BackwardKernel
        {
            DZ = gradients,
            DLosses = dLosses.Read(),
            Samples = Samples.Of(z, uploaded, weights, gamma),
            OneLess = Power.Of(gamma - 1),
        });
    }

    /// <summary>Logits and what is true of them.</summary>
    internal struct Samples
    {
        internal Floats Z;
        internal Ints Labels;
        internal Floats Alphas;
        internal int Classes;
        internal float Gamma;
        internal Power Power;

        internal static Samples Of(Tensor z, GpuMemory labels, GpuMemory alphas, float gamma) => new()
        {
            Z = z.Read(),
            Labels = labels.View.Cast<float, int>(),
            Alphas = alphas.View,
            Classes = z.Shape[1],
            Gamma = gamma,
            Power = Power.Of(gamma),
        };
    }

    /// <summary>p of the true class by its logarithm, and 1 − p as the sum of the others, since a difference loses its digits.</summary>
    internal struct Truth
    {
        internal int Label;
        internal float Largest;
        internal float Sum;
        internal float Log;
        internal float Others;

        internal static Truth Of(Samples samples, int n)
        {
            int first = n * samples.Classes, label = samples.Labels[n];
            float largest = LogSum.Largest(samples.Z, first, 1, samples.Classes), others = 0;
            for (int c = 0; c < samples.Classes; c++)
            {
                if (c != label)
                    others += Fn.Exp(samples.Z[first + c] - largest);
            }

            float own = samples.Z[first + label] - largest, sum = others + Fn.Exp(own);
            return new() { Label = label, Largest = largest, Sum = sum, Log = own - Fn.Log(sum), Others = others / sum };
        }
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Samples Samples;

        public readonly void Run(int n)
        {
            var truth = Truth.Of(Samples, n);
            Losses[n] = -Samples.Alphas[truth.Label] * Samples.Power.Value(truth.Others) * truth.Log;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DZ;
        internal Floats DLosses;
        internal Samples Samples;
        internal Power OneLess;

        public readonly void Run(int n)
        {
            var truth = Truth.Of(Samples, n);
            int first = n * Samples.Classes, label = truth.Label;
            float rest = truth.Others, power = Samples.Power.Value(rest);
            float p = Fn.Exp(Samples.Z[first + label] - truth.Largest) / truth.Sum;

            // (1 − p)^(γ−1) log p → −(1 − p)^γ where p → 1, as log p → −(1 − p).
            float slope = rest == 0f ? -power : OneLess.Value(rest) * truth.Log;
            float factor = Samples.Alphas[label] * (power - Samples.Gamma * p * slope) * DLosses[n];
            for (int c = 0; c < Samples.Classes; c++)
                DZ[first + c] = factor * (c == label ? -rest : Fn.Exp(Samples.Z[first + c] - truth.Largest) / truth.Sum);
        }
    }
}
