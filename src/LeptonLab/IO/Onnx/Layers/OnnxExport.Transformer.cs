using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.IO.Onnx;

// The model with two inputs.
internal sealed partial class OnnxExport
{
    // Every length is open, so this one appears nowhere in the file.
    private static readonly Shape AnyLength = [1];

    /// <summary>The graph of a Transformer: tokens <c>source</c> and <c>target</c> to the logits <c>output</c>.</summary>
    internal static OnnxGraph Graph(Transformer model)
    {
        var export = new OnnxExport(model);
        OnnxValue source = new("source", AnyLength) { IsTokens = true, Time = "source_time" };
        OnnxValue target = new("target", AnyLength) { IsTokens = true, Time = "target_time" };
        OnnxValue memory = export.Encode(model, source), x = export.Embed(model, target);
        foreach (TransformerDecoderLayer layer in model.Decoder)
            x = export.Write(layer, x, memory);
        export._graph.AddInput(target.Name, OnnxType.Int64, export.AxesInFile(target));
        export.Declare(source, export.Logits(model, x));
        return export._graph;
    }

    private OnnxValue Encode(Transformer model, OnnxValue source)
    {
        OnnxValue x = Embed(model, source);
        foreach (TransformerEncoderLayer layer in model.Encoder)
            x = Write(layer, x);
        return model.EncoderNorm is { } norm ? Write(norm, x) : x;
    }

    private OnnxValue Embed(Transformer model, OnnxValue tokens) =>
        Write(model.Positions, Scaled(Write(model.Embedding, tokens), MathF.Sqrt(model.Features)));

    // The embedding, transposed, gives the logits.
    private OnnxValue Logits(Transformer model, OnnxValue x)
    {
        x = Scaled(model.DecoderNorm is { } norm ? Write(norm, x) : x, 1 / MathF.Sqrt(model.Features));
        string matrix = Transposed(_weights.Add(model.Embedding.Weight), 1, 0);
        return x with { Name = _graph.Add("MatMul", [x.Name, matrix]), Shape = [x.Shape[0], model.Vocabulary] };
    }

    private OnnxValue Scaled(OnnxValue x, float factor) => x with { Name = _graph.Add("Mul", [x.Name, _graph.Number(factor)]) };
}
