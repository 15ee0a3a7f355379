using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Convolutions.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(Conv2d layer, OnnxValue x)
    {
        PaddedSides sides = layer.Sides(x.Shape);
        string kernels = _weights.Add(layer.Weight, "kernels", weight => weight.Permute(3, 2, 0, 1));
        string y = _graph.Add(
            "Conv",
            [ChannelsFirst(x).Name, kernels, .. Bias(layer)],
            ("kernel_shape", new[] { layer.Weight.Shape[0], layer.Weight.Shape[1] }),
            ("strides", Twice(layer.Stride)),
            ("dilations", Twice(layer.Dilation)),
            ("group", layer.Groups),
            ("pads", new[] { sides.Top, sides.Left, sides.Bottom, sides.Right }));
        return Image(y, layer.OutputShape(x.Shape));
    }

    private OnnxValue Write(ConvTranspose2d layer, OnnxValue x)
    {
        string kernels = _weights.Add(layer.Weight, "kernels", weight => weight.Permute(3, 2, 0, 1));
        string y = _graph.Add(
            "ConvTranspose",
            [ChannelsFirst(x).Name, kernels, .. Bias(layer)],
            ("kernel_shape", new[] { layer.Weight.Shape[0], layer.Weight.Shape[1] }),
            ("strides", Twice(layer.Stride)),
            ("dilations", Twice(layer.Dilation)),
            ("group", layer.Groups),
            ("pads", (int[])[.. Twice(layer.Padding), .. Twice(layer.Padding)]),
            ("output_padding", Twice(layer.OutputPadding)));
        return Image(y, layer.OutputShape(x.Shape));
    }

    // ONNX leaves out the last inputs where there are none.
    private string[] Bias(WeightedLayer layer) => layer.Bias is { } bias ? [_weights.Add(bias)] : [];

    private static OnnxValue Image(string name, Shape shape) => new(name, shape) { ChannelsFirst = true };

    private static int[] Pair(Size2d size) => [size.Height, size.Width];

    private static int[] Twice(int number) => [number, number];
}
