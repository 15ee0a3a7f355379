using LeptonLab.Nn;
using LeptonLab.Ops;

namespace LeptonLab.IO.Onnx;

// Pooling.
internal sealed partial class OnnxExport
{
    private OnnxValue Write(Nn.MaxPool2d layer, OnnxValue x) =>
        Pool("MaxPool", layer, x, Pair(layer.Kernel), Pair(layer.Stride), Pair(layer.Padding));

    private OnnxValue Write(Nn.AvgPool2d layer, OnnxValue x) => Pool(
        "AveragePool", layer, x, Pair(layer.Kernel), Pair(layer.Stride), Pair(layer.Padding),
        ("count_include_pad", layer.CountPadding ? 1 : 0));

    private OnnxValue WriteGlobalAvgPool(Layer layer, OnnxValue x)
    {
        string mean = _graph.Add("GlobalAveragePool", [ChannelsFirst(x).Name]);
        return new OnnxValue(_graph.Add("Flatten", [mean], ("axis", 1)), layer.OutputShape(x.Shape));
    }

    // Windows that differ in size overlap; a mean over them is a product with a matrix of weights, for rows and for columns.
    private OnnxValue Write(Nn.AdaptiveAvgPool2d layer, OnnxValue x)
    {
        Shape y = layer.OutputShape(x.Shape);
        if (EqualWindows(x.Shape, y) is { } kernel)
            return Pool("AveragePool", layer, x, kernel, kernel, [0, 0]);
        string rows = _graph.Constant($"means_{x.Shape[0]}_to_{y[0]}", Means(PoolWindows.Adaptive(x.Shape[0], y[0])));
        string columns = _graph.Constant(
            $"means_{x.Shape[1]}_to_{y[1]}_transposed", Means(PoolWindows.Adaptive(x.Shape[1], y[1])).Transpose());
        string means = _graph.Add("MatMul", [ChannelsFirst(x).Name, columns]);
        return Image(_graph.Add("MatMul", [rows, means]), y);
    }

    // The rows of every window are gathered, some twice where a window is shorter than another, and then the columns.
    private OnnxValue Write(Nn.AdaptiveMaxPool2d layer, OnnxValue x)
    {
        Shape y = layer.OutputShape(x.Shape);
        if (EqualWindows(x.Shape, y) is { } kernel)
            return Pool("MaxPool", layer, x, kernel, kernel, [0, 0]);
        string rows = Largest(ChannelsFirst(x).Name, axis: 2, PoolWindows.Adaptive(x.Shape[0], y[0]), x.Shape[0]);
        return Image(Largest(rows, axis: 3, PoolWindows.Adaptive(x.Shape[1], y[1]), x.Shape[1]), y);
    }

    private OnnxValue Pool(
        string type, Layer layer, OnnxValue x, int[] kernel, int[] stride, int[] padding, params (string, object)[] attributes)
    {
        string y = _graph.Add(
            type,
            [ChannelsFirst(x).Name],
            [("kernel_shape", kernel), ("strides", stride), ("pads", (int[])[.. padding, .. padding]), .. attributes]);
        return Image(y, layer.OutputShape(x.Shape));
    }

    // The windows' height and width if all are of one size.
    private static int[]? EqualWindows(Shape x, Shape y) =>
        x[0] % y[0] == 0 && x[1] % y[1] == 0 ? [x[0] / y[0], x[1] / y[1]] : null;

    private static Tensor Means(PoolWindows windows)
    {
        var means = Tensor.Zeros([windows.Count, windows[windows.Count - 1].End]);
        for (int i = 0; i < windows.Count; i++)
        {
            (int first, int end) = windows[i];
            for (int j = first; j < end; j++)
                means[i, j] = 1f / (end - first);
        }

        return means;
    }

    private string Largest(string x, int axis, PoolWindows windows, int extent)
    {
        int size = Enumerable.Range(0, windows.Count).Max(windows.Size);
        int[] places = new int[windows.Count * size];
        for (int i = 0; i < places.Length; i++)
        {
            (int first, int end) = windows[i / size];
            places[i] = Math.Min(first + i % size, end - 1);
        }

        string indices = _graph.Integers($"windows_{extent}_to_{windows.Count}", [windows.Count, size], places);
        string gathered = _graph.Add("Gather", [x, indices], ("axis", axis));
        return _graph.Add("ReduceMax", [gathered], ("axes", new[] { axis + 1 }), ("keepdims", 0));
    }
}
