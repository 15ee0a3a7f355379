using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

/// <summary>Writes a model's layers into a graph, one after another, in NCHW.</summary>
internal sealed class OnnxExport(OnnxGraph graph, OnnxLayout layout)
{
    private static readonly int[] ToNchw = [0, 3, 1, 2], ToNhwc = [0, 2, 3, 1];
    private string _current = "input";

    // The image [height, width, channels] behind a vector whose numbers are in the order of NCHW; null if they are in ours.
    private Shape? _flattened;

    internal void Add(Sequential model, Shape input)
    {
        bool transposes = layout == OnnxLayout.Nhwc;
        graph.AddInput(_current, Outside(input));
        if (input.Rank == 3 && transposes)
            Transpose("to_nchw", ToNchw);

        List<Layer> layers = [.. Unfold(model)];
        Shape shape = input;
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] is Flatten && shape.Rank == 3 && !MeetsDense(layers, i + 1))
                Transpose($"{layers[i].Name}_to_nhwc", ToNhwc);
            else if (layers[i] is Flatten && shape.Rank == 3)
                _flattened = shape;
            Add(layers[i], shape, $"layer{i + 1}");
            shape = layers[i].OutputShape(shape);
        }

        if (shape.Rank == 3 && transposes)
            Transpose("to_nhwc", ToNhwc);
        graph.Add("Identity", "output", "output", [_current]);
        graph.AddOutput("output", Outside(shape));
    }

    // Fused layers are written as their parts: the programs that read the file fuse in their own way.
    private static IEnumerable<Layer> Unfold(Sequential model)
    {
        foreach (Layer layer in model.Layers)
        {
            Layer[] parts = layer switch
            {
                Sequential inner => [.. Unfold(inner)],
                Conv2dReluPool fused => [fused.Convolution, new Relu(), fused.Pool],
                Conv2dActivation fused => [fused.Convolution, Activation(fused.Activation)],
                DenseActivation fused => [fused.Dense, Activation(fused.Activation)],
                _ => [layer],
            };
            foreach (Layer part in parts)
                yield return part;
        }
    }

    private static Layer Activation(Ops.Activation activation) => activation switch
    {
        Ops.Activation.Relu => new Relu(),
        Ops.Activation.Sigmoid => new Sigmoid(),
        Ops.Activation.Tanh => new Tanh(),
        _ => throw new LeptonException($"The activation {activation} cannot be exported to ONNX."),
    };

    // Whether a dense layer takes this vector, with nothing before it that minds the order of the numbers.
    private static bool MeetsDense(List<Layer> layers, int next)
    {
        while (next < layers.Count && layers[next] is Relu or Sigmoid or Tanh or Flatten)
            next++;
        return next < layers.Count && layers[next] is Dense;
    }

    private void Add(Layer layer, Shape input, string name)
    {
        switch (layer)
        {
            case Conv2d convolution:
                Add(convolution, input, name);
                break;
            case Relu:
                Append("Relu", name, []);
                break;
            case Sigmoid:
                Append("Sigmoid", name, []);
                break;
            case Tanh:
                Append("Tanh", name, []);
                break;
            case MaxPool2d pool:
                Append(
                    "MaxPool",
                    name,
                    [],
                    ("kernel_shape", Pair(pool.Kernel)),
                    ("strides", Pair(pool.Stride)),
                    ("pads", (int[])[.. Pair(pool.Padding), .. Pair(pool.Padding)]));
                break;
            case Flatten:
                Append("Flatten", name, [], ("axis", 1));
                break;
            case Dense dense:
                Add(dense, name);
                break;
            default:
                throw new LeptonException(
                    $"The layer {layer} cannot be exported to ONNX; Conv2d, Relu, Sigmoid, Tanh, MaxPool2d, Flatten and Dense can.");
        }
    }

    private void Add(Conv2d layer, Shape input, string name)
    {
        Tensor weight = layer.Weight;
        (int height, int width, int inputs, int outputs) = (weight.Shape[0], weight.Shape[1], weight.Shape[2], weight.Shape[3]);
        string kernels = Constant(
            $"{name}.weight", [outputs, inputs, height, width], Permuted(weight, [height, width, inputs, outputs], [3, 2, 0, 1]));
        PaddedSides sides = layer.Sides(input);
        Append(
            "Conv",
            name,
            [kernels, .. Bias(layer, name)],
            ("kernel_shape", new[] { height, width }),
            ("strides", Twice(layer.Stride)),
            ("dilations", Twice(layer.Dilation)),
            ("group", layer.Groups),
            ("pads", new[] { sides.Top, sides.Left, sides.Bottom, sides.Right }));
    }

    private void Add(Dense layer, string name)
    {
        Tensor weight = layer.Weight;
        int outputs = weight.Shape[1];
        if (_flattened is { } image)
            weight = Permuted(weight, [image[0], image[1], image[2], outputs], [2, 0, 1, 3]);
        _flattened = null;
        Append(
            "Gemm",
            name,
            [Constant($"{name}.weight", layer.Weight.Shape, weight), .. Bias(layer, name)]);
    }

    // ONNX leaves out the last inputs where there are none.
    private string[] Bias(WeightedLayer layer, string name) =>
        layer.Bias is { } bias ? [Constant($"{name}.bias", bias.Shape, bias)] : [];

    private string Constant(string name, Shape shape, Tensor values)
    {
        graph.AddConstant(name, shape, values);
        return name;
    }

    private void Transpose(string name, int[] order) => Append("Transpose", name, [], ("perm", order));

    // The operator takes what the last one gave.
    private void Append(string type, string name, string[] constants, params (string Name, object Value)[] attributes)
    {
        graph.Add(type, name, $"{name}.y", [_current, .. constants], attributes);
        _current = $"{name}.y";
    }

    private Shape Outside(Shape sample) =>
        sample.Rank == 3 && layout == OnnxLayout.Nchw ? [sample[2], sample[0], sample[1]] : sample;

    private static int[] Pair(Size2d size) => [size.Height, size.Width];

    private static int[] Twice(int number) => [number, number];

    // Axis i of the result is axis order[i] of the four of the source.
    private static Tensor Permuted(Tensor source, Shape from, int[] order)
    {
        int[] strides = [from[1] * from[2] * from[3], from[2] * from[3], from[3], 1];
        var result = new Tensor(source.Shape);
        ReadOnlySpan<float> values = source.AsSpan();
        Span<float> target = result.AsSpan();
        int at = 0;
        for (int i = 0; i < from[order[0]]; i++)
        {
            for (int j = 0; j < from[order[1]]; j++)
            {
                for (int k = 0; k < from[order[2]]; k++)
                {
                    for (int l = 0; l < from[order[3]]; l++)
                        target[at++] = values[i * strides[order[0]] + j * strides[order[1]] + k * strides[order[2]] + l * strides[order[3]]];
                }
            }
        }

        return result;
    }
}
