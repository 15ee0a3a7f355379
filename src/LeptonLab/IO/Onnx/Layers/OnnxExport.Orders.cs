namespace LeptonLab.IO.Onnx;

// The order of the axes. ONNX, as PyTorch, has channels first; a value stays so until a layer or the output needs our order.
internal sealed partial class OnnxExport
{
    private readonly Dictionary<string, OnnxValue> _converted = [];

    /// <summary>The value with its channels behind the batch: [N, channels, …].</summary>
    private OnnxValue ChannelsFirst(OnnxValue x)
    {
        x = Ours(x, keepChannelsFirst: true);
        int rank = x.Shape.Rank;
        if (x.ChannelsFirst || rank < 2)
            return x;
        return Convert(x, () => Transposed(x, [0, rank, .. Enumerable.Range(1, rank - 1)]) with { ChannelsFirst = true });
    }

    /// <summary>The value with its axes in our order: [N, …, channels].</summary>
    private OnnxValue Ours(OnnxValue x) => Ours(x, keepChannelsFirst: false);

    private OnnxValue Ours(OnnxValue x, bool keepChannelsFirst)
    {
        if (x.Flattened is { } sample)
        {
            return Convert(x, () =>
            {
                string image = Reshaped(x.Name, [0, sample[^1], .. sample.Extents[..^1]]);
                OnnxValue ours = Ours(new OnnxValue(image, sample) { ChannelsFirst = true });
                return new OnnxValue(_graph.Add("Flatten", [ours.Name], ("axis", 1)), x.Shape);
            });
        }

        int rank = x.Shape.Rank;
        if (!x.ChannelsFirst || keepChannelsFirst)
            return x;
        return Convert(x, () => Transposed(x, [0, .. Enumerable.Range(2, rank - 1), 1]) with { ChannelsFirst = false });
    }

    /// <summary>Two values in the same order of their axes; channels first if one of them has that.</summary>
    private (OnnxValue, OnnxValue) Alike(OnnxValue x, OnnxValue y)
    {
        if (x.ChannelsFirst == y.ChannelsFirst && x.Flattened == y.Flattened)
            return (x, y);
        return x.ChannelsFirst || y.ChannelsFirst ? (ChannelsFirst(x), ChannelsFirst(y)) : (Ours(x), Ours(y));
    }

    private OnnxValue Convert(OnnxValue x, Func<OnnxValue> convert)
    {
        if (!_converted.TryGetValue(x.Name, out OnnxValue? converted))
            _converted.Add(x.Name, converted = convert());
        return converted;
    }

    private OnnxValue Transposed(OnnxValue x, int[] order) => x with { Name = Transposed(x.Name, order) };

    private string Transposed(string x, params int[] order) => _graph.Add("Transpose", [x], ("perm", order));

    // In the new shape 0 stands for the extent that x has at that place, and −1 for what is left over.
    private string Reshaped(string x, params ReadOnlySpan<int> shape) => _graph.Add("Reshape", [x, _graph.Integers(shape)]);
}
