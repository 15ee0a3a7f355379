using LeptonLab.Data;
using LeptonLab.Data.RoadScenes;
using LeptonLab.Data.Signs;
using LeptonLab.Data.Smears;
using LeptonLab.Data.TextLines;
using LeptonLab.Data.WatchScenes;

namespace LeptonLab.Tests.Data.Generated;

/// <summary>Small samples of every generator, as hashes of pixels and truth.</summary>
internal static class GeneratorBits
{
    internal static Dictionary<string, string> Of(ulong seed) => new()
    {
        ["smears"] = Hash(4, index => SmearPixels(seed, index)),
        ["signs"] = Hash(6, index => SignPixels(seed, 7 * index)),
        ["road-scenes"] = Hash(4, index => RoadPixels(seed, index)),
        ["watch-scenes"] = Hash(3, index => WatchPixels(seed, index)),
        ["text-lines"] = Hash(6, index => TextPixels(seed, index)),
    };

    private static string Hash(int count, Func<int, string> sample) => DataHash.OfAll(Enumerable.Range(0, count).Select(sample));

    private static string SmearPixels(ulong seed, int index)
    {
        Smear smear = new SmearGenerator(seed, new SmearOptions { Size = 32, Scanners = 2, Imbalance = 5, ShortcutClass = "blast", ShortcutElsewhere = 0.5 }).Generate(index);
        return $"{DataHash.OfPixels(smear.Image)} {smear.Label} {smear.Box}";
    }

    private static string SignPixels(ulong seed, int index)
    {
        SignPicture sign = new SignGenerator(seed, new SignOptions { Size = 32, FramesPerTrack = 3, Night = 0.4, Fog = 0.8, Occlusion = 1 }).Generate(index);
        return $"{DataHash.OfPixels(sign.Image)} {sign.Label} {sign.Box} {sign.Visible:R}";
    }

    private static string RoadPixels(ulong seed, int index)
    {
        RoadScene scene = new RoadSceneGenerator(seed, new RoadSceneOptions { Width = 96, Height = 48, Night = 0.5, Rain = 1, Fog = 0.8 }).Generate(index);
        return $"{DataHash.OfPixels(scene.Image)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(scene.Mask))} {string.Join(' ', scene.Objects)}";
    }

    private static string WatchPixels(ulong seed, int index)
    {
        WatchClip clip = new WatchSceneGenerator(seed, new WatchSceneOptions { Width = 64, Height = 48, Frames = 10, FramesPerSecond = 1, Night = 0.4 }).Generate(index);
        return $"{DataHash.OfAll(clip.Frames.Select(DataHash.OfPixels))} {string.Join(' ', clip.Objects.SelectMany(objects => objects))} {string.Join(' ', clip.Events)}";
    }

    private static string TextPixels(ulong seed, int index)
    {
        TextLine line = new TextLineGenerator(seed, new TextLineOptions { Words = 2 }).Generate(index);
        return $"{DataHash.OfPixels(line.Image)} {line.Text} {string.Join(' ', line.Characters)}";
    }
}
