namespace LeptonLab.Gpu;

/// <summary>
/// Local response normalization, one thread for each number. Backwards a first pass works out what each output passes on to its
/// neighbourhood, and a second one adds it up, so that no two threads add to one number.
/// </summary>
internal sealed class LocalResponseNorm(Launcher launcher) : Ops.LocalResponseNorm.IKernel
{
    public void Forward(Tensor x, Tensor y, int size, float alpha, float beta, float k) => launcher.ForEach(
        y.Count, new ForwardKernel { Y = y.Write(), X = x.Read(), Response = Response.Of(x.Shape[^1], size, alpha, beta, k) });

    public void Backward(Tensor x, Tensor dy, Tensor dx, int size, float alpha, float beta, float k)
    {
        if (dx.Count == 0)
            return;
        Floats gradients = dx.Write();
        using GpuMemory through = launcher.Take(dx.Count);
        Response response = Response.Of(x.Shape[^1], size, alpha, beta, k);
        launcher.ForEach(dx.Count, new ThroughKernel
        {
            Through = through.View,
            X = x.Read(),
            DY = dy.Read(),
            Response = response,
            Factor = -2 * beta * alpha / size,
        });
        launcher.ForEach(dx.Count, new BackwardKernel
        {
            DX = gradients,
            Through = through.View,
            X = x.Read(),
            DY = dy.Read(),
            Response = response,
        });
    }

    /// <summary>u, and the neighbourhoods that it is taken over.</summary>
    internal struct Response
    {
        internal Power Power;
        internal int Before;
        internal int Behind;
        private FastDivisor _channels;
        private int _count;
        private float _weight;
        private float _k;

        internal static Response Of(int channels, int size, float alpha, float beta, float k) => new()
        {
            Power = Power.Of(-beta),
            Before = Math.Min(size / 2, channels),
            Behind = Math.Min((size - 1) / 2, channels),
            _channels = new(channels),
            _count = channels,
            _weight = alpha / size,
            _k = k,
        };

        /// <summary>u at element <paramref name="i"/>.</summary>
        internal readonly float At(Floats x, int i)
        {
            int end = End(i, Behind);
            float sum = 0;
            for (int j = First(i, Before); j < end; j++)
                sum += x[j] * x[j];
            return _k + _weight * sum;
        }

        /// <summary>The first of an element's pixel, but not more than so many before it.</summary>
        internal readonly int First(int i, int before) => IntrinsicMath.Max(_channels.Divide(i) * _count, i - before);

        /// <summary>The one behind the last of an element's pixel, but not more than so many behind it.</summary>
        internal readonly int End(int i, int behind) =>
            IntrinsicMath.Min((_channels.Divide(i) + 1) * _count, i + behind + 1);
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Response Response;

        public readonly void Run(int i) => Y[i] = X[i] * Response.Power.Value(Response.At(X, i));
    }

    /// <summary>∂L/∂u · 2α/n.</summary>
    internal struct ThroughKernel : IThreadKernel
    {
        internal Floats Through;
        internal Floats X;
        internal Floats DY;
        internal Response Response;
        internal float Factor;

        public readonly void Run(int i)
        {
            float u = Response.At(X, i);
            Through[i] = Factor * DY[i] * X[i] * Response.Power.Value(u) / u;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats Through;
        internal Floats X;
        internal Floats DY;
        internal Response Response;

        // Who has this one among those before it is behind it, and the other way round.
        public readonly void Run(int i)
        {
            int end = Response.End(i, Response.Before);
            float sum = 0;
            for (int j = Response.First(i, Response.Behind); j < end; j++)
                sum += Through[j];
            DX[i] = DY[i] * Response.Power.Value(Response.At(X, i)) + sum * X[i];
        }
    }
}
