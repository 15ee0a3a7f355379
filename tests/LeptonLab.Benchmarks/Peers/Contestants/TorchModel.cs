using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>One of our models of images with the same weights in libtorch, written as its users write it.</summary>
internal sealed class TorchModel
{
    private readonly List<Func<TorchTensor, TorchTensor>> _layers = [];
    private readonly IReadOnlyList<Layer> _ours;
    private readonly bool _channelsLast;
    private readonly List<(string Name, Parameter Values, Func<TorchTensor, float[]> ToOurs)> _parameters = [];

    // What the rows of the next dense layer stand for: pixels and channels of an image, or features.
    private Shape _flattened;

    internal TorchModel(Layer model, Shape image, bool channelsLast)
    {
        (_ours, _channelsLast, _flattened) = (Parts(model), channelsLast, image);
        Shape shape = image;
        foreach (Layer layer in _ours)
        {
            _layers.Add(Write(layer, shape));
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

    private static IReadOnlyList<Layer> Parts(Layer layer) => layer switch
    {
        CompositeLayer composite => Parts(composite.Body),
        Sequential sequential => sequential.Layers,
        _ => [layer],
    };

    private Func<TorchTensor, TorchTensor> Write(Layer layer, Shape shape)
    {
        switch (layer)
        {
            case CompositeLayer or Sequential:
                return WriteAll(Parts(layer), shape);
            case Residual residual:
                Func<TorchTensor, TorchTensor> body = Write(residual.Body, shape);
                Func<TorchTensor, TorchTensor>? shortcut = residual.Shortcut is { } around ? Write(around, shape) : null;
                return x => body(x).add_(shortcut is null ? x : shortcut(x));
            case Conv2d convolution:
                return Write(convolution);
            case BatchNorm norm:
                return Write(norm);
            case Relu:
                return x => nn.functional.relu(x, inplace: true);
            case MaxPool2d pool:
                return x => nn.functional.max_pool2d(x, pool.Kernel.Height, pool.Stride.Height, pool.Padding.Height);
            case GlobalAvgPool2d:
                _flattened = layer.OutputShape(shape);
                return x => nn.functional.adaptive_avg_pool2d(x, 1).flatten(1);
            case SubsampleAndWiden shrink:
                return x => nn.functional.pad(
                    x.slice(2, 0, x.shape[2], shrink.Stride).slice(3, 0, x.shape[3], shrink.Stride), [0, 0, 0, 0, 0, shrink.NewChannels]);
            case Flatten:
                _flattened = shape;
                return x => x.flatten(1);
            case Dense dense:
                return Write(dense, shape);
            default:
                throw new LeptonException($"The race does not know how to write {layer} in libtorch.");
        }
    }

    private Func<TorchTensor, TorchTensor> WriteAll(IReadOnlyList<Layer> layers, Shape shape)
    {
        var steps = new List<Func<TorchTensor, TorchTensor>>();
        foreach (Layer layer in layers)
        {
            steps.Add(Write(layer, shape));
            shape = layer.OutputShape(shape);
        }

        return x => steps.Aggregate(x, (value, step) => step(value));
    }

    private Func<TorchTensor, TorchTensor> Write(Conv2d layer)
    {
        Parameter weight = Add(
            layer.Weight, TorchLayout.Kernels(TorchLayout.From(layer.Weight), _channelsLast), TorchLayout.KernelsToOurs);
        Parameter? bias = layer.Bias is null ? null : Add(layer.Bias, TorchLayout.From(layer.Bias), TorchLayout.ToArray);
        long[] stride = [layer.Stride, layer.Stride], padding = [layer.Padding.Sides.Top, layer.Padding.Sides.Left];
        return x => nn.functional.conv2d(x, weight, bias, strides: stride, padding: padding);
    }

    private Func<TorchTensor, TorchTensor> Write(BatchNorm layer)
    {
        Parameter scale = Add(layer.Weight, TorchLayout.From(layer.Weight), TorchLayout.ToArray);
        Parameter shift = Add(layer.Bias, TorchLayout.From(layer.Bias), TorchLayout.ToArray);
        TorchTensor mean = TorchLayout.From(layer.RunningMean), variance = TorchLayout.From(layer.RunningVariance);
        return x => nn.functional.batch_norm(
            x, mean, variance, scale, shift, layer.IsTraining, layer.Momentum, layer.Epsilon);
    }

    // Ours is [height · width · channels, out]; theirs [out, channels · height · width].
    private Func<TorchTensor, TorchTensor> Write(Dense layer, Shape shape)
    {
        long outputs = layer.Weight.Shape[1];
        long[] extents = _flattened.Rank == 3 ? [_flattened[0], _flattened[1], _flattened[2]] : [1, 1, _flattened.Count];
        TorchTensor values = TorchLayout.From(layer.Weight).reshape(extents[0], extents[1], extents[2], outputs)
            .permute(3, 2, 0, 1).reshape(outputs, -1).contiguous();
        Parameter weight = Add(layer.Weight, values, theirs => TorchLayout.ToArray(
            theirs.reshape(outputs, extents[2], extents[0], extents[1]).permute(2, 3, 1, 0)));
        Parameter bias = Add(layer.Bias!, TorchLayout.From(layer.Bias!), TorchLayout.ToArray);
        _flattened = layer.OutputShape(shape);
        return x => nn.functional.linear(x, weight, bias);
    }

    private Parameter Add(Tensor ours, TorchTensor theirs, Func<TorchTensor, float[]> toOurs)
    {
        var parameter = new Parameter(theirs.requires_grad_());
        _parameters.Add((ours.Name!, parameter, toOurs));
        return parameter;
    }
}
