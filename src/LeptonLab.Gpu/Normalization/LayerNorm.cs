namespace LeptonLab.Gpu;

/// <summary>
/// Layer normalization: a group of threads works out the mean and the variance of a row, or the sums of its gradients, and then
/// writes the row. ∂L/∂γ and ∂L/∂β are sums of columns, see <see cref="Fold"/>.
/// </summary>
internal sealed class LayerNorm(Launcher launcher) : Ops.LayerNorm.IKernel
{
    public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor? moments, float epsilon)
    {
        if (y.Count == 0)
            return;
        Floats target = y.Write(), kept = moments is null ? target : moments.Write();
        launcher.Groups(new Index3D(y.Count / gamma.Count, 1, 1), launcher.GroupSize, new ForwardKernel
        {
            Y = target,
            Moments = kept,
            Keeps = moments is not null,
            X = x.Read(),
            Gamma = gamma.Read(),
            Beta = beta.Read(),
            Features = gamma.Count,
            Epsilon = epsilon,
        });
    }

    public void Backward(
        Tensor x, Tensor gamma, Tensor moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon)
    {
        int features = gamma.Count, rows = x.Count / Math.Max(1, features);
        Folding columns = Folding.OfColumns(rows, features);
        if (dbeta is not null)
            Fold.Run(launcher, dbeta, columns, () => new Elements { X = dy.Read() });
        if (dgamma is not null)
        {
            Fold.Run(launcher, dgamma, columns, () => new ScaledGradient
            {
                X = x.Read(),
                DY = dy.Read(),
                Moments = moments.Read(),
                Features = new(features),
            });
        }

        if (dx is not { Count: > 0 })
            return;
        launcher.Groups(new Index3D(rows, 1, 1), launcher.GroupSize, new BackwardKernel
        {
            DX = dx.Write(),
            X = x.Read(),
            DY = dy.Read(),
            Gamma = gamma.Read(),
            Moments = moments.Read(),
            Features = features,
        });
    }

    /// <summary>x̂ of a row, from the three numbers that are kept of it.</summary>
    private static float Normalized(Floats moments, int row, float x) =>
        (x - moments[3 * row] - moments[3 * row + 1]) * moments[3 * row + 2];

    internal struct ForwardKernel : IGroupKernel
    {
        internal Floats Y;
        internal Floats Moments;
        internal Flag Keeps;
        internal Floats X;
        internal Floats Gamma;
        internal Floats Beta;
        internal int Features;
        internal float Epsilon;

        public readonly void Run()
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(128);
            int row = Grid.IdxX, first = row * Features;
            float sum = 0;
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
                sum += X[first + i];
            float mean = GroupSum.Of(shared, sum) / Features;

            // What rounding leaves of the mean: where that is far larger than the deviation it is much of the difference.
            sum = 0;
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
                sum += X[first + i] - mean;
            float rest = GroupSum.Of(shared, sum) / Features;

            sum = 0;
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
            {
                float deviation = X[first + i] - mean - rest;
                sum += deviation * deviation;
            }

            float scale = 1f / MathF.Sqrt(GroupSum.Of(shared, sum) / Features + Epsilon);
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
                Y[first + i] = Gamma[i] * ((X[first + i] - mean - rest) * scale) + Beta[i];
            if (Keeps && Group.IdxX == 0)
            {
                Moments[3 * row] = mean;
                Moments[3 * row + 1] = rest;
                Moments[3 * row + 2] = scale;
            }
        }
    }

    internal struct BackwardKernel : IGroupKernel
    {
        internal Floats DX;
        internal Floats X;
        internal Floats DY;
        internal Floats Gamma;
        internal Floats Moments;
        internal int Features;

        public readonly void Run()
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(128);
            int row = Grid.IdxX, first = row * Features;
            float sum = 0, product = 0;
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
            {
                float gradient = DY[first + i] * Gamma[i];
                sum += gradient;
                product += gradient * Normalized(Moments, row, X[first + i]);
            }

            sum = GroupSum.Of(shared, sum) / Features;
            product = GroupSum.Of(shared, product) / Features;
            for (int i = Group.IdxX; i < Features; i += Group.DimX)
            {
                float gradient = DY[first + i] * Gamma[i];
                DX[first + i] = (gradient - sum - Normalized(Moments, row, X[first + i]) * product) * Moments[3 * row + 2];
            }
        }
    }

    /// <summary>∂L/∂y · x̂.</summary>
    internal struct ScaledGradient : ISource
    {
        internal Floats X;
        internal Floats DY;
        internal Floats Moments;
        internal FastDivisor Features;

        public readonly float Value(int element) => DY[element] * Normalized(Moments, Features.Divide(element), X[element]);
    }
}
