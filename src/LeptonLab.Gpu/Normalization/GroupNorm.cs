namespace LeptonLab.Gpu;

/// <summary>
/// Group normalization. Sums over a group are <see cref="Fold"/>s: the mean, what its rounding leaves, and the square about
/// both; backwards Σ g γ and Σ g γ x̂ of each group, Σ g and Σ g x̂ of each channel.
/// </summary>
internal sealed class GroupNorm(Launcher launcher) : Ops.GroupNorm.IKernel
{
    public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Ops.ChannelMoments moments, float epsilon)
    {
        Folding groups = Groups(x, moments);
        float share = groups.Length == 0 ? 0 : 1f / groups.Length;
        Floats target = y.Write();
        Fold.Run(launcher, moments.Mean, groups, () => new Elements { X = x.Read() }, share);
        Fold.Run(launcher, moments.MeanRest!, groups, () => new Deviation { Groups = ChannelGroups.Of(x, gamma, moments, epsilon) }, share);
        Fold.Run(
            launcher,
            moments.Variance,
            groups,
            () => new Deviation { Groups = ChannelGroups.Of(x, gamma, moments, epsilon), Squared = true },
            share);
        launcher.ForEach(
            y.Count, new ForwardKernel { Y = target, Beta = beta.Read(), Groups = ChannelGroups.Of(x, gamma, moments, epsilon) });
    }

    public void Backward(
        Tensor x,
        Tensor gamma,
        Ops.ChannelMoments moments,
        Tensor dy,
        Tensor? dx,
        Tensor? dgamma,
        Tensor? dbeta,
        float epsilon)
    {
        Folding channels = Folding.OfColumns(x.Count / Math.Max(1, gamma.Count), gamma.Count);
        if (dbeta is not null)
            Fold.Run(launcher, dbeta, channels, () => new Elements { X = dy.Read() });
        if (dgamma is not null)
            Fold.Run(launcher, dgamma, channels, () => Gradient(normalized: true, weighted: false));
        if (dx is not { Count: > 0 })
            return;
        Folding groups = Groups(x, moments);
        Floats gradients = dx.Write();
        using GpuMemory sums = launcher.Take(groups.Outputs), products = launcher.Take(groups.Outputs);
        Fold.Run(launcher, sums.View, groups, Gradient(normalized: false, weighted: true), 1f / groups.Length);
        Fold.Run(launcher, products.View, groups, Gradient(normalized: true, weighted: true), 1f / groups.Length);
        launcher.ForEach(dx.Count, new BackwardKernel
        {
            DX = gradients,
            DY = dy.Read(),
            Sums = sums.View,
            Products = products.View,
            Groups = ChannelGroups.Of(x, gamma, moments, epsilon),
        });

        GradientSource Gradient(bool normalized, bool weighted) => new()
        {
            DY = dy.Read(),
            Groups = ChannelGroups.Of(x, gamma, moments, epsilon),
            Normalized = normalized,
            Weighted = weighted,
        };
    }

    private static Folding Groups(Tensor x, Ops.ChannelMoments moments)
    {
        int batch = x.Shape[0], channels = x.Shape[^1];
        return Folding.OfGroups(batch, x.Count / Math.Max(1, batch * channels), channels, moments.Mean.Shape[1]);
    }

    /// <summary>x − μ, or its square once the rest of μ is known.</summary>
    internal struct Deviation : ISource
    {
        internal ChannelGroups Groups;
        internal Flag Squared;

        public readonly float Value(int element)
        {
            float deviation = Groups.Deviation(element, Groups.GroupOf(element), Squared);
            return Squared ? deviation * deviation : deviation;
        }
    }

    /// <summary>g, with γ, with x̂, or with both.</summary>
    internal struct GradientSource : ISource
    {
        internal Floats DY;
        internal ChannelGroups Groups;
        internal Flag Normalized;
        internal Flag Weighted;

        public readonly float Value(int element)
        {
            float gradient = DY[element];
            if (Weighted)
                gradient *= Groups.Gamma[Groups.ChannelOf(element)];
            return Normalized ? gradient * Groups.Normalized(element, Groups.GroupOf(element)) : gradient;
        }
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats Beta;
        internal ChannelGroups Groups;

        public readonly void Run(int i)
        {
            int channel = Groups.ChannelOf(i);
            Y[i] = Groups.Gamma[channel] * Groups.Normalized(i, Groups.GroupOf(i)) + Beta[channel];
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal Floats Sums;
        internal Floats Products;
        internal ChannelGroups Groups;

        public readonly void Run(int i)
        {
            int group = Groups.GroupOf(i);
            float gradient = DY[i] * Groups.Gamma[Groups.ChannelOf(i)];
            DX[i] = (gradient - Sums[group] - Groups.Normalized(i, group) * Products[group]) / Groups.Root(group);
        }
    }
}
