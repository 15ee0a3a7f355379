namespace LeptonLab.Benchmarks.Gpu;

/// <summary>
/// Numbers that <c>gpu_torch.py</c> can draw as well, so that both compute the same: a hash of each number's place, uniform in
/// [−bound, bound).
/// </summary>
internal static class GpuNumbers
{
    // As many results as are kept of a case, for comparing.
    private const int Kept = 16;

    internal static Tensor Draw(Shape shape, int stream, float bound)
    {
        var numbers = new float[shape.Count];
        Fill(numbers, stream, bound);
        return Tensor.From(numbers, shape);
    }

    internal static void Fill(Span<float> numbers, int stream, float bound)
    {
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(((Hash((uint)i + 1_000_003u * (uint)stream) / 4294967296.0 * 2) - 1) * bound);
    }

    /// <summary>Numbers of a result, evenly spread.</summary>
    internal static float[] Some(Tensor result)
    {
        float[] all = result.ToArray();
        return [.. Enumerable.Range(0, Kept).Select(i => all[(long)i * all.Length / Kept])];
    }

    // Of Murmur 3's last step.
    private static uint Hash(uint x)
    {
        unchecked
        {
            x = (x ^ (x >> 16)) * 0x85ebca6b;
            x = (x ^ (x >> 13)) * 0xc2b2ae35;
            return x ^ (x >> 16);
        }
    }
}
