using LeptonLab.Nn;

namespace LeptonLab.Explain;

/// <summary>Finds layers of a model by their paths.</summary>
internal static class LayerPath
{
    /// <summary>The layer with this path, such as <c>conv2d_3</c> or <c>layer4.1.conv2</c>.</summary>
    /// <exception cref="LeptonException">There is none; the message has those that there are.</exception>
    internal static Layer Find(Module model, string path)
    {
        KeyValuePair<string, Module>[] layers = [.. model.Descendants().Where(below => below.Value is Layer && below.Key.Length > 0)];
        foreach ((string own, Module module) in layers)
        {
            if (own == path)
                return (Layer)module;
        }

        throw new LeptonException($"{model} has no layer '{path}'. It has {string.Join(", ", layers.Select(layer => layer.Key))}.");
    }
}
