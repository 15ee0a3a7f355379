namespace LeptonLab.Gpu;

/// <summary>One step of a running average.</summary>
internal sealed class AverageStep(Launcher launcher) : Ops.AverageStep.IKernel
{
    public void Run(Tensor average, Tensor value, float share) => launcher.ForEach(
        average.Count, new Kernel { Average = average.Change(), Value = value.Read(), Share = share });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Average;
        internal Floats Value;
        internal float Share;

        public readonly void Run(int i) => Average[i] += Share * (Value[i] - Average[i]);
    }
}
