namespace LeptonLab.Gpu;

/// <summary>The cross-entropy of each logit: l = yes · s(−z) + no · s(z) with s(z) = log(1 + eᶻ).</summary>
internal sealed class BinaryCrossEntropy(Launcher launcher) : Ops.BinaryCrossEntropy.IKernel
{
    public void Forward(Tensor z, Tensor yes, Tensor no, Tensor losses) => launcher.ForEach(
        losses.Count, new ForwardKernel { Losses = losses.Write(), Z = z.Read(), Yes = yes.Read(), No = no.Read() });

    public void Backward(Tensor z, Tensor yes, Tensor no, Tensor dLosses, Tensor dz) => launcher.ForEach(
        dz.Count,
        new BackwardKernel { DZ = dz.Write(), Z = z.Read(), Yes = yes.Read(), No = no.Read(), DLosses = dLosses.Read() });

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Floats Z;
        internal Floats Yes;
        internal Floats No;

        public readonly void Run(int i) => Losses[i] = Yes[i] * Fn.Softplus(-Z[i]) + No[i] * Fn.Softplus(Z[i]);
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DZ;
        internal Floats Z;
        internal Floats Yes;
        internal Floats No;
        internal Floats DLosses;

        public readonly void Run(int i) => DZ[i] = (No[i] * Fn.Sigmoid(Z[i]) - Yes[i] * Fn.Sigmoid(-Z[i])) * DLosses[i];
    }
}
