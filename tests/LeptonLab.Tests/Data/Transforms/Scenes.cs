using CsCheck;
using LeptonLab.Data.Transforms;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.Transforms;

/// <summary>Small pictures with marks, to test with.</summary>
internal static class Scenes
{
    internal static Gen<Sample> Gen { get; } = CsCheck.Gen.Select(CsCheck.Gen.Int[1, 12], CsCheck.Gen.Int[1, 12], CsCheck.Gen.Bool, CsCheck.Gen.ULong)
        .Select((height, width, colour, seed) => Random(height, width, colour ? 3 : 1, seed));

    internal static Sample Random(int height, int width, int channels, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] values = new float[height * width * channels];
        foreach (ref float value in values.AsSpan())
            value = random.NextSingle();
        int left = random.NextInt32(width), top = random.NextInt32(height);
        int right = left + 1 + random.NextInt32(width - left), bottom = top + 1 + random.NextInt32(height - top);
        int[] mask = new int[height * width];
        for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++)
            mask[y * width + x] = 1;
        return new Sample(height, width, channels, values) { Mask = mask, Objects = [new TrueObject(1, new Box(left, top, right, bottom))] };
    }

    /// <summary>The smallest box around the pixels of class 1; null if there are none.</summary>
    internal static Box? Around(Sample sample)
    {
        int[] found = [.. Enumerable.Range(0, sample.Mask!.Length).Where(i => sample.Mask[i] == 1)];
        return found.Length == 0
            ? null
            : new Box(
                found.Min(i => i % sample.Width), found.Min(i => i / sample.Width), found.Max(i => i % sample.Width) + 1, found.Max(i => i / sample.Width) + 1);
    }

    internal static bool Same(Sample a, Sample b) => a.Height == b.Height && a.Width == b.Width && a.Values.SequenceEqual(b.Values)
        && (a.Mask ?? []).SequenceEqual(b.Mask ?? []) && a.Objects.SequenceEqual(b.Objects);
}
