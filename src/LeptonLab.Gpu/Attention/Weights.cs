namespace LeptonLab.Gpu;

/// <summary>From scores to weights, and back: a group of threads for each query.</summary>
internal static class Weights
{
    /// <summary>p = softmax(scale · s) over the keys that are seen, 0 for the others, in place.</summary>
    internal struct ForwardKernel : IGroupKernel
    {
        internal Floats P;
        internal Sight.Visible Sight;
        internal float Scale;

        public readonly void Run()
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(128);
            int row = Grid.IdxX, first = row * Sight.Keys, seen = Sight.CountOfRow(row);
            float largest = float.NegativeInfinity, sum = 0;
            for (int j = Group.IdxX; j < seen; j += Group.DimX)
                largest = Fn.Larger(largest, P[first + j]);
            largest = GroupSum.Largest(shared, largest) * Scale;
            for (int j = Group.IdxX; j < seen; j += Group.DimX)
                sum += Fn.Exp(P[first + j] * Scale - largest);
            sum = GroupSum.Of(shared, sum);
            for (int j = Group.IdxX; j < Sight.Keys; j += Group.DimX)
                P[first + j] = j < seen ? Fn.Exp(P[first + j] * Scale - largest) / sum : 0f;
        }
    }

    /// <summary>ds = p (dp − Σ p dp) · scale over the keys that are seen, 0 for the others, in place.</summary>
    internal struct BackwardKernel : IGroupKernel
    {
        internal Floats DP;
        internal Floats P;
        internal Sight.Visible Sight;
        internal float Scale;

        public readonly void Run()
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(128);
            int row = Grid.IdxX, first = row * Sight.Keys, seen = Sight.CountOfRow(row);
            float sum = 0;
            for (int j = Group.IdxX; j < seen; j += Group.DimX)
                sum += P[first + j] * DP[first + j];
            sum = GroupSum.Of(shared, sum);
            for (int j = Group.IdxX; j < Sight.Keys; j += Group.DimX)
                DP[first + j] = j < seen ? P[first + j] * (DP[first + j] - sum) * Scale : 0f;
        }
    }
}
