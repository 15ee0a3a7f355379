using LeptonLab.Nn;

namespace LeptonLab.IO;

/// <summary>
/// Finds the name and the layout in PyTorch of every tensor of a model. Layers are visited in the order of the model, so that
/// a dense layer behind a convolution knows how many channels the image had that was laid out as a vector.
/// </summary>
/// <remarks>A new kind of layer gets a line in <see cref="Layout"/>, unless all that it has are vectors.</remarks>
internal sealed class PyTorchMapping
{
    private readonly List<PyTorchTensor> _tensors = [];
    private readonly ILookup<string, KeyValuePair<string, Tensor>> _weights;
    private readonly bool _inputIsKnown;

    // The channels of the image that comes next; null if a vector does, or nobody knows.
    private int? _channels;
    private bool _unknownFlattened;

    private PyTorchMapping(Module model, Shape? input)
    {
        _weights = model.Weights().ToLookup(weight => Owner(weight.Key), weight => KeyValuePair.Create(LastName(weight.Key), weight.Value));
        _inputIsKnown = input is not null;
        _channels = input is { Rank: 3 } image ? image[2] : null;
        Visit(model, path: "", theirs: "");
    }

    /// <summary>The tensors of a model, parameters and buffers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The shape of one sample, or null.</param>
    /// <exception cref="LeptonException">There is a layer whose layout in PyTorch is not known.</exception>
    internal static IReadOnlyList<PyTorchTensor> Of(Module model, Shape? input) => new PyTorchMapping(model, input)._tensors;

    private void Visit(Module module, string path, string theirs)
    {
        if (module is MultiHeadAttention attention)
        {
            AddAttention(attention, theirs);
            return;
        }

        if (module is Flatten && _channels is null && !_inputIsKnown)
            _unknownFlattened = true;
        foreach ((string name, Tensor tensor) in _weights[path])
            _tensors.Add(new PyTorchTensor(Join(theirs, name), (tensor, Layout(module, path, name, tensor.Shape))));
        if (_weights[path].Any(weight => weight.Value.Shape.Rank > 1))
        {
            _channels = module switch
            {
                Conv2d convolution => convolution.Weight.Shape[3],
                ConvTranspose2d convolution => convolution.Weight.Shape[2] * convolution.Groups,
                _ => null,
            };
            _unknownFlattened = false;
        }

        for (int i = 0; i < module.Children.Count; i++)
        {
            (string name, Module child) = module.Children[i];
            string theirName = module is Sequential && Sequential.IsGivenName(name, child) ? $"{i}" : name;
            Visit(child, Join(path, name), Join(theirs, theirName));
        }
    }

    private PyTorchLayout Layout(Module module, string path, string name, Shape shape)
    {
        if (shape.Rank <= 1)
            return PyTorchLayout.Same(shape);
        switch (module)
        {
            case Conv2d or ConvTranspose2d:
                return PyTorchLayout.Kernels(shape);
            case Embedding or LearntPositions:
                return PyTorchLayout.Same(shape);
            case RecurrentLayer when !name.StartsWith("weight_ih_l0", StringComparison.Ordinal):
                return PyTorchLayout.Transposed(shape);
            case Dense or Linear or RecurrentLayer when _unknownFlattened:
                throw new LeptonException(
                    $"'{path}' takes images laid out as vectors, whose numbers PyTorch orders in another way. Say the shape of the "
                    + "images, for example input: [28, 28, 1].");
            case Dense or Linear or RecurrentLayer:
                return _channels is { } channels && shape[0] % channels == 0
                    ? PyTorchLayout.Flattened(shape, channels)
                    : PyTorchLayout.Transposed(shape);
            case Conv2dActivation or Conv2dReluPool or DenseActivation:
                throw new LeptonException(
                    $"'{path}' is several layers in one. Take the model as it was before Fuse(): it shares the weights.");
            default:
                throw new LeptonException($"How '{name}' of '{path}' ({module.Description}) lies in PyTorch is not known here.");
        }
    }

    // torch.nn.MultiheadAttention has the projections of queries, keys and values in one tensor.
    private void AddAttention(MultiHeadAttention attention, string theirs)
    {
        var parts = attention.Children.ToDictionary(child => child.Key, child => (Linear)child.Value);
        Linear[] packed = [parts["query"], parts["key"], parts["value"]];
        (Tensor, PyTorchLayout) Weight(Linear part) => (part.Weight, PyTorchLayout.Transposed(part.Weight.Shape));
        (Tensor, PyTorchLayout) Bias(Linear part) => (part.Bias!, PyTorchLayout.Same(part.Bias!.Shape));
        _tensors.Add(new PyTorchTensor(Join(theirs, "in_proj_weight"), Array.ConvertAll(packed, Weight)));
        _tensors.Add(new PyTorchTensor(Join(theirs, "in_proj_bias"), Array.ConvertAll(packed, Bias)));
        _tensors.Add(new PyTorchTensor(Join(theirs, "out_proj.weight"), Weight(parts["output"])));
        _tensors.Add(new PyTorchTensor(Join(theirs, "out_proj.bias"), Bias(parts["output"])));
        _channels = null;
    }

    private static string Owner(string path) => path[..Math.Max(path.LastIndexOf('.'), 0)];

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
