namespace LeptonLab.Gpu;

/// <summary>A loss, pair by pair.</summary>
internal static class PointwiseLoss
{
    internal static void Forward<TLoss>(Launcher launcher, Tensor x, Tensor target, Tensor losses, TLoss loss = default)
        where TLoss : struct, ILoss => launcher.ForEach(
            losses.Count, new ForwardKernel<TLoss> { Losses = losses.Write(), X = x.Read(), Target = target.Read(), Loss = loss });

    internal static void Backward<TLoss>(Launcher launcher, Tensor x, Tensor target, Tensor dLosses, Tensor dx, TLoss loss = default)
        where TLoss : struct, ILoss => launcher.ForEach(
            dx.Count,
            new BackwardKernel<TLoss> { DX = dx.Write(), X = x.Read(), Target = target.Read(), DLosses = dLosses.Read(), Loss = loss });

    internal struct ForwardKernel<TLoss> : IThreadKernel
        where TLoss : struct, ILoss
    {
        internal Floats Losses;
        internal Floats X;
        internal Floats Target;
        internal TLoss Loss;

        public readonly void Run(int i) => Losses[i] = Loss.Value(X[i], Target[i]);
    }

    internal struct BackwardKernel<TLoss> : IThreadKernel
        where TLoss : struct, ILoss
    {
        internal Floats DX;
        internal Floats X;
        internal Floats Target;
        internal Floats DLosses;
        internal TLoss Loss;

        public readonly void Run(int i) => DX[i] = Loss.Slope(X[i], Target[i]) * DLosses[i];
    }
}
