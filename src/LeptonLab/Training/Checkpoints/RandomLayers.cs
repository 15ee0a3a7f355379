using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>Keeps where the layers of a model are that draw random numbers, such as dropout, and puts them back there.</summary>
internal static class RandomLayers
{
    internal static Dictionary<string, RandomText> Export(Module model) =>
        Of(model).ToDictionary(layer => layer.Key, layer => new RandomText(layer.Value.Seed, layer.Value.Draws));

    /// <exception cref="LeptonException">One of them is missing.</exception>
    internal static void Import(Module model, IReadOnlyDictionary<string, RandomText> saved)
    {
        foreach ((string path, IRandomLayer layer) in Of(model))
        {
            if (!saved.TryGetValue(path, out RandomText? text))
                throw new LeptonException($"The checkpoint has no random numbers of the layer '{path}': it is damaged.");
            (layer.Seed, layer.Draws) = (text.Seed, text.Draws);
        }
    }

    private static IEnumerable<KeyValuePair<string, IRandomLayer>> Of(Module model)
    {
        foreach ((string path, Module module) in model.Descendants())
        {
            if (module is IRandomLayer layer)
                yield return KeyValuePair.Create(path, layer);
        }
    }
}
