namespace LeptonLab.Gpu;

/// <summary>
/// Batch normalization. Sums over a channel are <see cref="Fold"/>s: the mean, what its rounding leaves, and the square about
/// both; backwards Σ g and Σ g x̂, with x̂ and the activation computed again.
/// </summary>
internal sealed class BatchNorm(Launcher launcher) : Ops.BatchNorm.IKernel, Ops.BatchNorm.IRunningKernel
{
    public void Measure(Tensor x, Ops.ChannelMoments moments)
    {
        int channels = moments.Mean.Count, rows = x.Count / Math.Max(1, channels);
        Folding folding = Folding.OfColumns(rows, channels);
        float scale = rows == 0 ? 0 : 1f / rows;
        Tensor? rest = moments.MeanRest;
        Fold.Run(launcher, moments.Mean, folding, () => new Elements { X = x.Read() }, scale);
        if (rest is not null)
            Fold.Run(launcher, rest, folding, () => new Deviation { X = x.Read(), Mean = moments.Mean.Read(), Channels = channels }, scale);
        Fold.Run(
            launcher,
            moments.Variance,
            folding,
            () => new SquaredDeviation
            {
                X = x.Read(),
                Mean = moments.Mean.Read(),
                Rest = (rest ?? moments.Mean).Read(),
                HasRest = rest is not null,
                Channels = channels,
            },
            scale);
    }

    public void Normalize(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        Ops.ChannelMoments moments,
        Tensor y,
        float epsilon,
        Ops.Activation activation) => launcher.ForEach(y.Count, new NormalizeKernel
        {
            Y = y.Write(),
            X = x.Read(),
            Channel = Channel.Of(gamma, beta, moments, epsilon, activation),
            Channels = gamma.Count,
        });

    public void Backward(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        Ops.ChannelMoments moments,
        Tensor dy,
        Tensor? dx,
        Tensor? dgamma,
        Tensor? dbeta,
        float epsilon,
        Ops.Activation activation,
        bool measured)
    {
        int channels = gamma.Count, rows = x.Count / Math.Max(1, channels);
        Folding folding = Folding.OfColumns(rows, channels);
        using GpuMemory sums = launcher.Take(2 * channels);
        Floats shift = dbeta?.Write() ?? sums.View.SubView(0, channels);
        Floats scale = dgamma?.Write() ?? sums.View.SubView(channels, channels);
        Floats gradients = dx is null ? sums.View : dx.Write();
        var source = new ChannelGradient
        {
            X = x.Read(),
            DY = dy.Read(),
            Channel = Channel.Of(gamma, beta, moments, epsilon, activation),
            Channels = channels,
        };
        Fold.Run(launcher, shift, folding, source);
        source.Scaled = true;
        Fold.Run(launcher, scale, folding, source);
        if (dx is null)
            return;
        launcher.ForEach(dx.Count, new BackwardKernel
        {
            DX = gradients,
            Source = source,
            Shift = shift,
            Scale = scale,
            Share = measured ? 1f / Math.Max(1, rows) : 0,
            Measured = measured,
        });
    }

    public void Average(Tensor running, Tensor latest, float momentum, float factor) => launcher.ForEach(
        running.Count,
        new AverageKernel { Running = running.Change(), Latest = latest.Read(), Momentum = momentum, Factor = factor });

    internal struct Deviation : ISource
    {
        internal Floats X;
        internal Floats Mean;
        internal int Channels;

        public readonly float Value(int element) => X[element] - Mean[element % Channels];
    }

    internal struct SquaredDeviation : ISource
    {
        internal Floats X;
        internal Floats Mean;
        internal Floats Rest;
        internal Flag HasRest;
        internal int Channels;

        public readonly float Value(int element)
        {
            float deviation = X[element] - Mean[element % Channels];
            if (HasRest)
                deviation -= Rest[element % Channels];
            return deviation * deviation;
        }
    }

    /// <summary>g, or g x̂.</summary>
    internal struct ChannelGradient : ISource
    {
        internal Floats X;
        internal Floats DY;
        internal Channel Channel;
        internal int Channels;
        internal Flag Scaled;

        public readonly float Value(int element)
        {
            int c = element % Channels;
            float x = X[element], gradient = Channel.Gradient(c, x, DY[element]);
            return Scaled ? gradient * Channel.Normalized(c, x) : gradient;
        }
    }

    internal struct NormalizeKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Channel Channel;
        internal int Channels;

        public readonly void Run(int i) => Y[i] = Channel.Value(i % Channels, X[i]);
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal ChannelGradient Source;
        internal Floats Shift;
        internal Floats Scale;
        internal float Share;
        internal Flag Measured;

        public readonly void Run(int i)
        {
            int c = i % Source.Channels;
            float x = Source.X[i], gradient = Source.Channel.Gradient(c, x, Source.DY[i]);
            if (Measured)
                gradient -= (Shift[c] + Source.Channel.Normalized(c, x) * Scale[c]) * Share;
            DX[i] = Source.Channel.Gamma[c] / Source.Channel.Root(c) * gradient;
        }
    }

    internal struct AverageKernel : IThreadKernel
    {
        internal Floats Running;
        internal Floats Latest;
        internal float Momentum;
        internal float Factor;

        public readonly void Run(int i) => Running[i] = (1 - Momentum) * Running[i] + Momentum * (Factor * Latest[i]);
    }
}
