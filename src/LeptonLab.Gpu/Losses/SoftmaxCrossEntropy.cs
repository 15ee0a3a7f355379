namespace LeptonLab.Gpu;

/// <summary>The cross-entropy of labels: one thread computes a sample's loss and probabilities, a second pass adds the losses.</summary>
internal sealed class SoftmaxCrossEntropy(Launcher launcher) : Ops.SoftmaxCrossEntropy.IKernel
{
    public void Forward(Tensor z, int[] labels, Tensor loss, Tensor p)
    {
        Floats total = loss.Write(), probabilities = p.Write();
        using GpuMemory losses = launcher.Take(labels.Length), uploaded = launcher.Upload(labels);
        launcher.ForEach(labels.Length, new ForwardKernel
        {
            Losses = losses.View,
            P = probabilities,
            Z = z.Read(),
            Labels = uploaded.View.Cast<float, int>(),
            Classes = z.Shape[1],
        });
        Fold.Run(launcher, total, Folding.OfColumns(labels.Length, 1), new Elements { X = losses.View }, 1f / labels.Length);
    }

    public void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz)
    {
        Floats gradients = dz.Write();
        using GpuMemory uploaded = launcher.Upload(labels);
        launcher.ForEach(dz.Count, new BackwardKernel
        {
            DZ = gradients,
            P = p.Read(),
            DLoss = dLoss.Read(),
            Labels = uploaded.View.Cast<float, int>(),
            Classes = p.Shape[1],
            Samples = labels.Length,
        });
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Floats P;
        internal Floats Z;
        internal Ints Labels;
        internal int Classes;

        public readonly void Run(int n)
        {
            int first = n * Classes;
            float largest = LogSum.Largest(Z, first, 1, Classes);
            float sum = LogSum.Exponentials(Z, first, 1, Classes, largest);
            for (int c = 0; c < Classes; c++)
                P[first + c] = Fn.Exp(Z[first + c] - largest) / sum;
            Losses[n] = largest + Fn.Log(sum) - Z[first + Labels[n]];
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DZ;
        internal Floats P;
        internal Floats DLoss;
        internal Ints Labels;
        internal int Classes;
        internal int Samples;

        public readonly void Run(int i)
        {
            float target = i % Classes == Labels[i / Classes] ? 1f : 0f;
            DZ[i] = (P[i] - target) * (DLoss[0] / Samples);
        }
    }
}
