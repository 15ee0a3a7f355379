using LeptonLab.Autograd;
using LeptonLab.Nn;

namespace LeptonLab.Explain;

/// <summary>What the layers of a model give for some inputs.</summary>
public static class FeatureMaps
{
    /// <summary>The output of one layer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layer">The layer's path, such as <c>conv2d_1</c> or <c>layer1.0.conv1</c>.</param>
    /// <exception cref="LeptonException">There is no such layer, or the model did not use it.</exception>
    public static Tensor Of(Layer model, Tensor inputs, string layer) => Of(model, inputs, [layer])[layer];

    /// <summary>The outputs of several layers in one pass; of all if none is named.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">The layers' paths.</param>
    /// <returns>The outputs by path, in the order in which they were computed.</returns>
    /// <exception cref="LeptonException">There is no such layer, or the model did not use one.</exception>
    public static IReadOnlyDictionary<string, Tensor> Of(Layer model, Tensor inputs, params string[] layers)
    {
        IEnumerable<KeyValuePair<string, Layer>> watched = layers.Length > 0
            ? layers.Select(path => KeyValuePair.Create(path, LayerPath.Find(model, path)))
            : model.Descendants().Where(below => below.Key.Length > 0 && below.Value is Layer)
                .Select(below => KeyValuePair.Create(below.Key, (Layer)below.Value));
        var outputs = new OrderedDictionary<string, Tensor>();
        var hooks = new List<IDisposable>();
        using var frozen = new FrozenModel(model);
        using IDisposable paused = Tape.Pause();
        try
        {
            foreach ((string path, Layer layer) in watched)
                hooks.Add(layer.OnForward((_, _, y) => outputs[path] = y));
            model.Call(inputs.On(model.Device));
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }

        foreach (string path in layers)
        {
            if (!outputs.ContainsKey(path))
                throw new LeptonException($"The model did not use its layer '{path}' for these inputs.");
        }

        return outputs;
    }
}
