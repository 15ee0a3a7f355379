namespace LeptonLab.Gpu;

/// <summary>A function, element by element.</summary>
internal static class Map
{
    internal static void Forward<TMapping>(Launcher launcher, Tensor x, Tensor y, TMapping mapping = default)
        where TMapping : struct, IMapping =>
        launcher.ForEach(y.Count, new ForwardKernel<TMapping> { Y = y.Write(), X = x.Read(), Mapping = mapping });

    /// <summary>Writes ∂L/∂x.</summary>
    /// <param name="launcher">The GPU.</param>
    /// <param name="kept">x or y.</param>
    /// <param name="dy">∂L/∂y.</param>
    /// <param name="dx">∂L/∂x.</param>
    /// <param name="mapping">The function.</param>
    internal static void Backward<TMapping>(Launcher launcher, Tensor kept, Tensor dy, Tensor dx, TMapping mapping = default)
        where TMapping : struct, IMapping =>
        launcher.ForEach(
            dx.Count, new BackwardKernel<TMapping> { DX = dx.Write(), Kept = kept.Read(), DY = dy.Read(), Mapping = mapping });

    internal struct ForwardKernel<TMapping> : IThreadKernel
        where TMapping : struct, IMapping
    {
        internal Floats Y;
        internal Floats X;
        internal TMapping Mapping;

        public readonly void Run(int i) => Y[i] = Mapping.Value(X[i]);
    }

    internal struct BackwardKernel<TMapping> : IThreadKernel
        where TMapping : struct, IMapping
    {
        internal Floats DX;
        internal Floats Kept;
        internal Floats DY;
        internal TMapping Mapping;

        public readonly void Run(int i) => DX[i] = Mapping.Gradient(Kept[i], DY[i]);
    }
}
