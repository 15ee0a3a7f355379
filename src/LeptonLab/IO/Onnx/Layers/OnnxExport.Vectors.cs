using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Vectors: Flatten, Dense, Linear. An image with channels first is flattened as it lies; the dense layer behind it gets its
// rows in that order, so that nothing has to be transposed.
internal sealed partial class OnnxExport
{
    private OnnxValue WriteFlatten(OnnxValue x)
    {
        if (x.Shape.Rank == 1)
            return x;
        _fixedTime |= x.Time is not null;
        string y = _graph.Add("Flatten", [x.Name], ("axis", 1));
        return new OnnxValue(y, [x.Shape.Count]) { Flattened = x.ChannelsFirst ? x.Shape : null };
    }

    private OnnxValue WriteGemm(Tensor weight, Tensor? bias, OnnxValue x)
    {
        string matrix = x.Flattened is { } sample
            ? _weights.Add(weight, $"rows of {sample}, channels first", own => RowsOfChannelsFirst(own, sample))
            : _weights.Add(weight);
        string[] inputs = bias is null ? [x.Name, matrix] : [x.Name, matrix, _weights.Add(bias)];
        return new OnnxValue(_graph.Add("Gemm", inputs), [weight.Shape[1]]);
    }

    private OnnxValue Write(Linear layer, OnnxValue x)
    {
        if (x.Shape.Rank == 1)
            return WriteGemm(layer.Weight, layer.Bias, x);
        x = Ours(x);
        string y = _graph.Add("MatMul", [x.Name, _weights.Add(layer.Weight)]);
        if (layer.Bias is { } bias)
            y = _graph.Add("Add", [y, _weights.Add(bias)]);
        return x with { Name = y, Shape = layer.OutputShape(x.Shape) };
    }

    private static Tensor RowsOfChannelsFirst(Tensor weight, Shape sample)
    {
        int rank = sample.Rank;
        Tensor rows = weight.Reshape([.. sample, weight.Shape[1]]).Permute([rank - 1, .. Enumerable.Range(0, rank - 1), rank]);
        return rows.Reshape(weight.Shape);
    }
}
