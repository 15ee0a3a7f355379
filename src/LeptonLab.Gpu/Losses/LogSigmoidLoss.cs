namespace LeptonLab.Gpu;

/// <summary>The mean of log(1 + e⁻ᶻ), see <see cref="Fold"/>.</summary>
internal sealed class LogSigmoidLoss(Launcher launcher) : Ops.LogSigmoidLoss.IKernel
{
    public void Forward(Tensor z, Tensor loss) =>
        Fold.Run(launcher, loss, Folding.OfColumns(z.Count, 1), () => new Losses { Z = z.Read() }, 1f / z.Count);

    public void Backward(Tensor z, Tensor dLoss, Tensor dz) => launcher.ForEach(
        dz.Count, new BackwardKernel { DZ = dz.Write(), Z = z.Read(), DLoss = dLoss.Read(), Share = 1f / dz.Count });

    internal struct Losses : ISource
    {
        internal Floats Z;

        public readonly float Value(int element) => Fn.Softplus(-Z[element]);
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DZ;
        internal Floats Z;
        internal Floats DLoss;
        internal float Share;

        public readonly void Run(int i) => DZ[i] = -Fn.Sigmoid(-Z[i]) * (DLoss[0] * Share);
    }
}
