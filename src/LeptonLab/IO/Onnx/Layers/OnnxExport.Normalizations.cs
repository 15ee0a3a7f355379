using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Normalizations, as they are in use: batch normalization with the running statistics.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(BatchNorm layer, OnnxValue x)
    {
        x = ChannelsFirst(x);
        string y = _graph.Add(
            "BatchNormalization",
            [
                x.Name,
                _weights.Add(layer.Weight),
                _weights.Add(layer.Bias),
                _weights.Add(layer.RunningMean),
                _weights.Add(layer.RunningVariance),
            ],
            ("epsilon", layer.Epsilon));
        return x with { Name = y };
    }

    private OnnxValue Write(LayerNorm layer, OnnxValue x)
    {
        x = Ours(x);
        string y = _graph.Add(
            "LayerNormalization",
            [x.Name, _weights.Add(layer.Weight), _weights.Add(layer.Bias)],
            ("axis", -1),
            ("epsilon", layer.Epsilon));
        return x with { Name = y };
    }

    // Opset 17 has no such operator: the numbers of a group are laid out as one channel, as PyTorch's export does.
    private OnnxValue Write(GroupNorm layer, OnnxValue x)
    {
        x = ChannelsFirst(x);
        int channels = x.Shape[^1], inner = x.Shape.Rank - 1;
        string ones = _graph.Constant($"ones_{layer.Groups}", Tensor.Ones([layer.Groups]));
        string zeros = _graph.Constant($"zeros_{layer.Groups}", Tensor.Zeros([layer.Groups]));
        string y = _graph.Add(
            "InstanceNormalization", [Reshaped(x.Name, 0, layer.Groups, -1), ones, zeros], ("epsilon", layer.Epsilon));
        y = inner == 1 ? Reshaped(y, 0, channels, -1) : Reshaped(y, [0, channels, .. x.Shape.Extents[..^1]]);
        y = _graph.Add("Mul", [y, ForEachChannel(layer.Weight)]);
        return x with { Name = _graph.Add("Add", [y, ForEachChannel(layer.Bias)]) };

        string ForEachChannel(Tensor weight) => _weights.Add(
            weight, $"channels first, {inner}", own => own.Reshape([channels, .. Enumerable.Repeat(1, inner)]));
    }

    private OnnxValue Write(LocalResponseNorm layer, OnnxValue x)
    {
        if (layer.Size % 2 == 0 || x.Shape.Rank != 3)
            return WriteByMatrix(layer, x);
        return Apply(
            "LRN", ChannelsFirst(x), ("size", layer.Size), ("alpha", layer.Alpha), ("beta", layer.Beta), ("bias", layer.K));
    }

    // ONNX Runtime has LRN only for images and odd sizes. Here a band of weights α/n adds up the squares of the neighbours.
    private OnnxValue WriteByMatrix(LocalResponseNorm layer, OnnxValue x)
    {
        x = Ours(x);
        int channels = x.Shape[^1], size = layer.Size;
        var band = Tensor.Zeros([channels, channels]);
        for (int c = 0; c < channels; c++)
        {
            for (int j = Math.Max(0, c - size / 2); j <= Math.Min(channels - 1L, c + (size - 1L) / 2); j++)
                band[j, c] = layer.Alpha / size;
        }

        string squares = _graph.Add("Mul", [x.Name, x.Name]);
        string name = FormattableString.Invariant($"band_{channels}_{size}_{layer.Alpha:R}");
        string sum = _graph.Add("MatMul", [squares, _graph.Constant(name, band)]);
        string scale = _graph.Add("Add", [sum, _graph.Number(layer.K)]);
        string power = _graph.Add("Pow", [scale, _graph.Number(layer.Beta)]);
        return x with { Name = _graph.Add("Div", [x.Name, power]) };
    }
}
