using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Attention, and the layers of a Transformer.
internal sealed partial class OnnxExport
{
    private OnnxValue WriteAttention(MultiHeadAttention layer, OnnxValue x, OnnxValue memory, bool causal)
    {
        x = Ours(x);
        string query = Transposed(Divided(Write(layer.Query, x)), 0, 2, 1, 3);
        string key = Transposed(Divided(Write(layer.Key, memory)), 0, 2, 3, 1);
        string value = Transposed(Divided(Write(layer.Value, memory)), 0, 2, 1, 3);

        float scale = 1 / MathF.Sqrt((float)layer.Features / layer.Heads);
        string scores = _graph.Add("Mul", [_graph.Add("MatMul", [query, key]), _graph.Number(scale)]);
        if (causal)
            scores = _graph.Add("Where", [Past(x), scores, _graph.Number(float.NegativeInfinity)]);
        string weights = _graph.Add("Softmax", [scores], ("axis", -1));
        string read = Transposed(_graph.Add("MatMul", [weights, value]), 0, 2, 1, 3);
        return Write(layer.Output, x with { Name = Reshaped(read, 0, 0, layer.Features) });

        // [N, time, features] as [N, time, heads, depth]
        string Divided(OnnxValue projected) => Reshaped(projected.Name, 0, 0, layer.Heads, layer.Features / layer.Heads);
    }

    // [time, time]: whether the entry of the column stands at or before that of the row.
    private string Past(OnnxValue x) => Once($"past of {x.Time ?? $"{x.Shape[0]}"}", () =>
    {
        string times = Times(x);
        return _graph.Add("GreaterOrEqual", [_graph.Add("Unsqueeze", [times, _graph.Integers(1)]), times]);
    });

    private OnnxValue Write(FeedForward layer, OnnxValue x) =>
        Write(layer.Outer, Write(layer.Activation, Write(layer.Inner, x)));

    private OnnxValue Write(TransformerEncoderLayer layer, OnnxValue x)
    {
        x = Around(layer.NormFirst, layer.Norm1, x, y => Write(layer.Attention, y));
        return Around(layer.NormFirst, layer.Norm2, x, y => Write(layer.FeedForward, y));
    }

    private OnnxValue Write(TransformerDecoderLayer layer, OnnxValue x, OnnxValue memory)
    {
        x = Around(layer.NormFirst, layer.Norms[0], x, y => Write(layer.Attention, y));
        x = Around(layer.NormFirst, layer.Norms[1], x, y => WriteAttention(layer.Cross, y, memory, causal: false));
        return Around(layer.NormFirst, layer.Norms[2], x, y => Write(layer.FeedForward, y));
    }

    private OnnxValue Around(bool normFirst, LayerNorm norm, OnnxValue x, Func<OnnxValue, OnnxValue> part) =>
        normFirst ? Sum(x, part(Write(norm, x))) : Write(norm, Sum(x, part(x)));
}
