namespace LeptonLab.Gpu;

/// <summary>One minus the overlap of each mask: two sums over its places, see <see cref="Fold"/>, and a fraction of them.</summary>
internal sealed class DiceLoss(Launcher launcher) : Ops.DiceLoss.IKernel
{
    public void Forward(Tensor p, Tensor target, float smooth, Tensor losses, Tensor totals)
    {
        Folding places = Folding.Of(Masks(p.Shape, losses.Count));
        Floats fractions = losses.Write(), below = totals.Write();
        Fold.Run(launcher, fractions, places, new Overlap { P = p.Read(), Target = target.Read() });
        Fold.Run(launcher, below, places, new Total { P = p.Read(), Target = target.Read() });
        launcher.ForEach(losses.Count, new FractionKernel { Losses = fractions, Totals = below, Smooth = smooth });
    }

    public void Backward(Tensor target, Tensor losses, Tensor totals, Tensor dLosses, Tensor dp) => launcher.ForEach(
        dp.Count,
        new BackwardKernel
        {
            DP = dp.Write(),
            Target = target.Read(),
            Losses = losses.Read(),
            Totals = totals.Read(),
            DLosses = dLosses.Read(),
            Axis = Axis.Of(Masks(dp.Shape, losses.Count)),
        });

    // [batch, places, classes]
    private static Ops.AxisGeometry Masks(Shape shape, int masks) =>
        new(shape[0], shape.Count / Math.Max(1, masks), shape[^1]);

    internal struct Overlap : ISource
    {
        internal Floats P;
        internal Floats Target;

        public readonly float Value(int element) => P[element] * Target[element];
    }

    internal struct Total : ISource
    {
        internal Floats P;
        internal Floats Target;

        public readonly float Value(int element) => P[element] + Target[element];
    }

    /// <summary>From Σ p t and Σ p + Σ t to the loss and what is below its fraction.</summary>
    internal struct FractionKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Floats Totals;
        internal float Smooth;

        public readonly void Run(int mask)
        {
            float below = Totals[mask] + Smooth;
            Losses[mask] = below == 0f ? 0f : 1f - (2f * Losses[mask] + Smooth) / below;
            Totals[mask] = below;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DP;
        internal Floats Target;
        internal Floats Losses;
        internal Floats Totals;
        internal Floats DLosses;
        internal Axis Axis;

        public readonly void Run(int i)
        {
            int mask = Axis.Line(i);
            float dice = 1f - Losses[mask];
            DP[i] = Totals[mask] == 0f ? 0f : (dice - 2f * Target[i]) / Totals[mask] * DLosses[mask];
        }
    }
}
