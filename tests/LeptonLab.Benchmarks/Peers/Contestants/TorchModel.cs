using LeptonLab.Nn;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>One of our models with the same weights in libtorch, written as its users write it.</summary>
internal sealed class TorchModel
{
    private readonly List<Func<TorchTensor, TorchTensor>> _layers = [];
    private readonly IReadOnlyList<Layer> _ours;
    private readonly List<(string Name, Parameter Values, Func<TorchTensor, float[]> ToOurs)> _parameters = [];

    internal TorchModel(Sequential model, Shape image, bool channelsLast)
    {
        _ours = model.Layers;
        Shape shape = image, flattened = image;
        foreach (Layer layer in model.Layers)
        {
            switch (layer)
            {
                case Conv2d convolution:
                    Add(convolution, channelsLast);
                    break;
                case Relu:
                    _layers.Add(x => nn.functional.relu(x));
                    break;
                case MaxPool2d pool:
                    _layers.Add(x => nn.functional.max_pool2d(x, pool.Kernel.Height, pool.Stride.Height));
                    break;
                case Flatten:
                    flattened = shape;
                    _layers.Add(x => x.flatten(1));
                    break;
                case Dense dense:
                    Add(dense, flattened);
                    flattened = dense.OutputShape(shape);
                    break;
                default:
                    throw new LeptonException($"The race does not know how to write {layer} in libtorch.");
            }

            shape = layer.OutputShape(shape);
        }
    }

    internal IEnumerable<Parameter> Parameters => _parameters.Select(parameter => parameter.Values);

    internal TorchTensor Forward(TorchTensor x)
    {
        foreach (Func<TorchTensor, TorchTensor> layer in _layers)
            x = layer(x);
        return x;
    }

    /// <summary>The same, with the winners of the pooling windows given.</summary>
    internal TorchTensor Forward(TorchTensor x, Winners winners)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            if (winners.Knows(_ours[i]))
                x = winners.Pool(_ours[i], x);
            else if (i + 1 == _layers.Count || !winners.Knows(_ours[i + 1])) // else it is the ReLU of such a pooling
                x = _layers[i](x);
        }

        return x;
    }

    internal string[] Names => [.. _parameters.Select(parameter => parameter.Name)];

    /// <summary>In our layout, as all that follows.</summary>
    internal float[][] Gradients() => [.. _parameters.Select(parameter => parameter.ToOurs(parameter.Values.grad!))];

    internal float[][] Weights() => [.. _parameters.Select(parameter => parameter.ToOurs(parameter.Values))];

    private void Add(Conv2d layer, bool channelsLast)
    {
        Parameter weight = Add(
            layer.Weight, TorchLayout.Kernels(TorchLayout.From(layer.Weight), channelsLast), TorchLayout.KernelsToOurs);
        Parameter bias = Add(layer.Bias!, TorchLayout.From(layer.Bias!), TorchLayout.ToArray);
        long[] stride = [layer.Stride, layer.Stride], padding = [layer.Padding.Sides.Top, layer.Padding.Sides.Left];
        _layers.Add(x => nn.functional.conv2d(x, weight, bias, strides: stride, padding: padding));
    }

    // Ours is [height · width · channels, out]; theirs [out, channels · height · width].
    private void Add(Dense layer, Shape flattened)
    {
        long outputs = layer.Weight.Shape[1];
        long[] extents = flattened.Rank == 3 ? [flattened[0], flattened[1], flattened[2]] : [1, 1, flattened.Count];
        TorchTensor values = TorchLayout.From(layer.Weight).reshape(extents[0], extents[1], extents[2], outputs)
            .permute(3, 2, 0, 1).reshape(outputs, -1).contiguous();
        Parameter weight = Add(layer.Weight, values, theirs => TorchLayout.ToArray(
            theirs.reshape(outputs, extents[2], extents[0], extents[1]).permute(2, 3, 1, 0)));
        Parameter bias = Add(layer.Bias!, TorchLayout.From(layer.Bias!), TorchLayout.ToArray);
        _layers.Add(x => nn.functional.linear(x, weight, bias));
    }

    private Parameter Add(Tensor ours, TorchTensor theirs, Func<TorchTensor, float[]> toOurs)
    {
        var parameter = new Parameter(theirs.requires_grad_());
        _parameters.Add((ours.Name!, parameter, toOurs));
        return parameter;
    }
}
