namespace LeptonLab.Gpu;

/// <summary>
/// Where the largest, or smallest, numbers along an axis are. The paths and slices are those of <see cref="Fold"/>: lines of
/// neighbours are looked through by a group, others by a thread each.
/// </summary>
internal static class Extremes
{
    /// <summary>The place of each line's winner, as whole numbers; to be disposed.</summary>
    /// <param name="launcher">The GPU.</param>
    /// <param name="x">At least one number in every line.</param>
    /// <param name="geometry">The axis.</param>
    /// <param name="sign">1 for the largest, −1 for the smallest.</param>
    internal static GpuMemory Find(Launcher launcher, Tensor x, Ops.AxisGeometry geometry, float sign)
    {
        int lines = geometry.Outer * geometry.Inner;
        GpuMemory places = launcher.Take(lines);
        if (lines == 0)
            return places;
        bool grouped = geometry.Inner == 1 && Fold.IsForGroups(geometry.Length);
        int slices = Fold.Slices(lines, geometry.Length, grouped);
        using GpuMemory? partial = slices == 1 ? null : launcher.Take(slices * lines);
        var lookup = new Lookup
        {
            X = x.Read(),
            Axis = Axis.Of(geometry),
            Lines = lines,
            LengthOfSlice = (geometry.Length + slices - 1) / slices,
            Sign = sign,
        };
        Pass(launcher, lookup, partial ?? places, slices, grouped);
        if (partial is not null)
            launcher.ForEach(lines, new CombineKernel { Places = Ints(places), Partial = Ints(partial), Lookup = lookup });
        return places;
    }

    /// <summary>Memory with whole numbers in it.</summary>
    internal static Ints Ints(GpuMemory memory) => memory.View.Cast<float, int>();

    private static void Pass(Launcher launcher, Lookup lookup, GpuMemory places, int slices, bool grouped)
    {
        if (grouped)
        {
            launcher.Groups(
                new Index3D(lookup.Lines, slices, 1), launcher.GroupSize, new GroupKernel { Places = Ints(places), Lookup = lookup });
        }
        else
        {
            launcher.ForEach(
                lookup.Lines * slices, new ThreadKernel { Places = Ints(places), Lookup = lookup, PerSlice = new(lookup.Lines) });
        }
    }

    /// <summary>What all kernels look at.</summary>
    internal struct Lookup
    {
        internal Floats X;
        internal Axis Axis;
        internal int Lines;
        internal int LengthOfSlice;
        internal float Sign;

        internal readonly Best At(int first, int place) => new(Sign * X[first + place * Axis.Stride], place);

        internal readonly int End(int begin) => IntrinsicMath.Min(begin + LengthOfSlice, Axis.Length);
    }

    internal struct ThreadKernel : IThreadKernel
    {
        internal Ints Places;
        internal Lookup Lookup;
        internal FastDivisor PerSlice;

        public readonly void Run(int i)
        {
            int slice = PerSlice.Divide(i), first = Lookup.Axis.First(PerSlice.Rest(i, slice));
            int begin = slice * Lookup.LengthOfSlice, end = Lookup.End(begin);
            Best best = Best.None;
            for (int place = begin; place < end; place++)
                best = best.Or(Lookup.At(first, place));
            Places[i] = best.Place;
        }
    }

    internal struct GroupKernel : IGroupKernel
    {
        internal Ints Places;
        internal Lookup Lookup;

        public readonly void Run()
        {
            ArrayView<float> values = SharedMemory.Allocate<float>(128);
            ArrayView<int> places = SharedMemory.Allocate<int>(128);
            int thread = Group.IdxX, first = Lookup.Axis.First(Grid.IdxX);
            int begin = Grid.IdxY * Lookup.LengthOfSlice, end = Lookup.End(begin);
            Best best = Best.None;
            for (int place = begin + thread; place < end; place += Group.DimX)
                best = best.Or(Lookup.At(first, place));
            values[thread] = best.Value;
            places[thread] = best.Place;
            Group.Barrier();
            for (int half = Group.DimX / 2; half > 0; half /= 2)
            {
                if (thread < half)
                {
                    best = best.Or(new(values[thread + half], places[thread + half]));
                    values[thread] = best.Value;
                    places[thread] = best.Place;
                }

                Group.Barrier();
            }

            if (thread == 0)
                Places[Grid.IdxY * Lookup.Lines + Grid.IdxX] = best.Place;
        }
    }

    internal struct CombineKernel : IThreadKernel
    {
        internal Ints Places;
        internal Ints Partial;
        internal Lookup Lookup;

        public readonly void Run(int line)
        {
            int first = Lookup.Axis.First(line), at = line;
            Best best = Best.None;
            for (int begin = 0; begin < Lookup.Axis.Length; begin += Lookup.LengthOfSlice)
            {
                best = best.Or(Lookup.At(first, Partial[at]));
                at += Lookup.Lines;
            }

            Places[line] = best.Place;
        }
    }
}
