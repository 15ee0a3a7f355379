namespace LeptonLab.Gpu;

/// <summary>The squared error of each pair.</summary>
internal sealed class MseLoss(Launcher launcher) : Ops.MseLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) => launcher.ForEach(
        losses.Count, new ForwardKernel { Losses = losses.Write(), X = x.Read(), Target = target.Read() });

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) => launcher.ForEach(
        dx.Count, new BackwardKernel { DX = dx.Write(), X = x.Read(), Target = target.Read(), DLosses = dLosses.Read() });

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Floats X;
        internal Floats Target;

        public readonly void Run(int i)
        {
            float error = X[i] - Target[i];
            Losses[i] = error * error;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats X;
        internal Floats Target;
        internal Floats DLosses;

        public readonly void Run(int i) => DX[i] = 2f * (X[i] - Target[i]) * DLosses[i];
    }
}
