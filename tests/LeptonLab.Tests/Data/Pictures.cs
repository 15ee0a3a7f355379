using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Data;

/// <summary>Small pictures to test with.</summary>
internal static class Pictures
{
    internal static Image Random(int width, int height, int channels, ulong seed)
    {
        var random = new RandomStream(seed);
        var image = new Image(width, height, channels);
        foreach (ref byte pixel in image.Pixels.AsSpan())
            pixel = (byte)random.NextUInt32();
        return image;
    }

    internal static void Write(string root, string file, int width = 8, int height = 8, int channels = 3, ulong seed = 1) =>
        Random(width, height, channels, seed).Write(Path.Combine(root, file));

    /// <summary>Two classes with <paramref name="each"/> pictures of 8 × 8 pixels.</summary>
    internal static void WriteTwoClasses(string root, int each)
    {
        for (int i = 0; i < each; i++)
        {
            Write(root, $"cat/{i}.png", seed: (ulong)i);
            Write(root, $"dog/{i}.png", seed: (ulong)i + 1000);
        }
    }
}
