using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

/// <summary>
/// A model's weights as constants of a graph, under their paths in the model, such as <c>layer1.0.conv1.weight</c>: the
/// names that PyTorch's files have. A weight that several layers share is written once.
/// </summary>
internal sealed class OnnxWeights
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<Tensor, string> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _names = [];

    internal OnnxWeights(OnnxGraph graph, Module model)
    {
        _graph = graph;
        foreach ((string path, Tensor weight) in model.Weights())
            _paths.TryAdd(weight, path);
    }

    /// <summary>A weight as it is.</summary>
    internal string Add(Tensor weight) => Add(weight, "", weight => weight);

    /// <summary>A weight in another form.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="form">What is special about the form: another one of the same weight is another constant.</param>
    /// <param name="rewrite">Makes the form.</param>
    internal string Add(Tensor weight, string form, Func<Tensor, Tensor> rewrite)
    {
        string path = _paths.GetValueOrDefault(weight) ?? "constant";
        if (_names.TryGetValue($"{path} {form}", out string? known))
            return known;
        string name = path;
        for (int i = 2; _names.ContainsValue(name); i++)
            name = $"{path}_{i}";
        _names.Add($"{path} {form}", name);
        return _graph.Constant(name, rewrite(weight));
    }
}
