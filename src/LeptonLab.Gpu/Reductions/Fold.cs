namespace LeptonLab.Gpu;

/// <summary>
/// Sums of any source along any axes. Two paths: neighbours in memory are summed by a group, everything else by one thread for
/// each sum, side by side with those of the neighbouring sums. Where there are too few sums to keep a GPU busy each is cut into
/// slices, and the slices are added in the same way. Who adds what, and in which order, depends on the shape alone: the same bits in
/// every run.
/// </summary>
internal static class Fold
{
    private const int BusyThreads = 1 << 16;
    private const int BusyGroups = 1 << 10;
    private const int LeastOfThread = 64;
    private const int LeastOfGroup = 2048;

    /// <summary>Sums into a tensor.</summary>
    /// <param name="launcher">The GPU.</param>
    /// <param name="sums">One element for each sum.</param>
    /// <param name="folding">What is summed into which.</param>
    /// <param name="source">Makes the source, after room for the sums has been made.</param>
    /// <param name="scale">Multiplies each sum.</param>
    internal static void Run<TSource>(Launcher launcher, Tensor sums, Folding folding, Func<TSource> source, float scale = 1)
        where TSource : struct, ISource
    {
        Floats y = sums.Write();
        Run(launcher, y, folding, source(), scale);
    }

    /// <inheritdoc cref="Run{TSource}(Launcher, Tensor, Folding, Func{TSource}, float)"/>
    internal static void Run<TSource>(Launcher launcher, Floats sums, Folding folding, TSource source, float scale = 1)
        where TSource : struct, ISource
    {
        if (folding.Outputs == 0)
            return;
        bool grouped = folding.HasNeighbours && IsForGroups(folding.Length);
        int slices = Slices(folding.Outputs, folding.Length, grouped);
        if (slices == 1)
        {
            Pass(launcher, sums, folding, source, 1, grouped, scale);
            return;
        }

        using GpuMemory partial = launcher.Take(slices * folding.Outputs);
        Pass(launcher, partial.View, folding, source, slices, grouped, 1);
        Run(launcher, sums, Folding.OfColumns(slices, folding.Outputs), new Elements { X = partial.View }, scale);
    }

    /// <summary>Whether so many neighbours give a group something to do.</summary>
    internal static bool IsForGroups(int length) => length >= LeastOfThread;

    /// <summary>Into how many slices each of so many lines is cut.</summary>
    internal static int Slices(int lines, int length, bool grouped) => grouped
        ? Math.Max(1, Math.Min(BusyGroups / lines, length / LeastOfGroup))
        : Math.Max(1, Math.Min(BusyThreads / lines, length / LeastOfThread));

    private static void Pass<TSource>(
        Launcher launcher, Floats sums, Folding folding, TSource source, int slices, bool grouped, float scale)
        where TSource : struct, ISource
    {
        int lengthOfSlice = (folding.Length + slices - 1) / slices;
        if (grouped)
        {
            launcher.Groups(
                new Index3D(folding.Outputs, slices, 1),
                launcher.GroupSize,
                new GroupKernel<TSource> { Sums = sums, Source = source, Folding = folding, LengthOfSlice = lengthOfSlice, Scale = scale });
        }
        else
        {
            launcher.ForEach(
                folding.Outputs * slices,
                new ThreadKernel<TSource> { Sums = sums, Source = source, Folding = folding, LengthOfSlice = lengthOfSlice, Scale = scale });
        }
    }

    internal struct ThreadKernel<TSource> : IThreadKernel
        where TSource : struct, ISource
    {
        internal Floats Sums;
        internal TSource Source;
        internal Folding Folding;
        internal int LengthOfSlice;
        internal float Scale;

        public readonly void Run(int i)
        {
            int first = Folding.First(i % Folding.Outputs);
            int begin = i / Folding.Outputs * LengthOfSlice, end = IntrinsicMath.Min(begin + LengthOfSlice, Folding.Length);
            float sum = 0;
            for (int at = begin; at < end; at++)
                sum += Source.Value(first + Folding.Offset(at));
            Sums[i] = sum * Scale;
        }
    }

    internal struct GroupKernel<TSource> : IGroupKernel
        where TSource : struct, ISource
    {
        internal Floats Sums;
        internal TSource Source;
        internal Folding Folding;
        internal int LengthOfSlice;
        internal float Scale;

        public readonly void Run()
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(128);
            int first = Folding.First(Grid.IdxX);
            int begin = Grid.IdxY * LengthOfSlice, end = IntrinsicMath.Min(begin + LengthOfSlice, Folding.Length);
            float sum = 0;
            for (int at = begin + Group.IdxX; at < end; at += Group.DimX)
                sum += Source.Value(first + Folding.Offset(at));
            sum = GroupSum.Of(shared, sum);
            if (Group.IdxX == 0)
                Sums[Grid.IdxY * Folding.Outputs + Grid.IdxX] = sum * Scale;
        }
    }
}
