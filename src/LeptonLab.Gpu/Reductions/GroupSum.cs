namespace LeptonLab.Gpu;

/// <summary>The sum, or the largest, of one number of each thread of a group, pair by pair in a fixed order.</summary>
internal static class GroupSum
{
    /// <summary>The sum; every thread gets it.</summary>
    /// <param name="shared">Room for one number of each thread; their number is a power of two.</param>
    /// <param name="value">This thread's.</param>
    internal static float Of(ArrayView<float> shared, float value)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                shared[Group.IdxX] += shared[Group.IdxX + half];
            Group.Barrier();
        }

        float sum = shared[0];
        Group.Barrier();
        return sum;
    }

    /// <summary>The largest; NaN if one is NaN. Every thread gets it.</summary>
    internal static float Largest(ArrayView<float> shared, float value)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                shared[Group.IdxX] = Fn.Larger(shared[Group.IdxX], shared[Group.IdxX + half]);
            Group.Barrier();
        }

        float largest = shared[0];
        Group.Barrier();
        return largest;
    }
}
