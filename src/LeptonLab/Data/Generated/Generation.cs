namespace LeptonLab.Data;

/// <summary>Draws many samples by several threads.</summary>
internal static class Generation
{
    /// <exception cref="LeptonException">The count is not positive.</exception>
    internal static T[] Run<T>(int count, Func<int, T> generate)
    {
        if (count < 1)
            throw new LeptonException($"At least one sample must be drawn, not {count}.");
        var samples = new T[count];
        Parallel.For(0, count, index => samples[index] = generate(index));
        return samples;
    }
}
