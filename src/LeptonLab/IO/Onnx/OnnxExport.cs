using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.IO.Onnx;

/// <summary>
/// Writes a model into a graph, layer after layer. The parts of this class, one for each family of layers, say by which
/// operators a layer is written.
/// </summary>
internal sealed partial class OnnxExport
{
    private const string Batch = "N";
    private readonly OnnxGraph _graph = new();
    private readonly OnnxWeights _weights;
    private readonly Dictionary<Module, string> _paths = new(ReferenceEqualityComparer.Instance);
    private bool _fixedTime;

    private OnnxExport(Module model)
    {
        _weights = new OnnxWeights(_graph, model);
        foreach ((string path, Module module) in model.Descendants())
            _paths.TryAdd(module, path);
    }

    /// <summary>The graph of a model with one input and one output.</summary>
    internal static OnnxGraph Graph(Layer model, Shape input, OnnxLayout layout)
    {
        var export = new OnnxExport(model);
        bool tokens = TakesTokens(model);
        bool channelsFirst = layout == OnnxLayout.Nchw;
        var x = new OnnxValue("input", input)
        {
            ChannelsFirst = channelsFirst && input.Rank == 3 && !tokens,
            IsTokens = tokens,
            Time = input.Rank == (tokens ? 1 : 2) ? "time" : null,
        };
        OnnxValue y = export.Write(model, x);
        y = channelsFirst && y.Shape.Rank == 3 ? export.ChannelsFirst(y) : export.Ours(y);
        export.Declare(x, y);
        return export._graph;
    }

    /// <summary>The operators of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">What it takes.</param>
    /// <returns>What it gives.</returns>
    private OnnxValue Write(Layer layer, OnnxValue x) => layer switch
    {
        Sequential sequence => Write(sequence, x),
        CompositeLayer composite => Write(composite.Body, x),
        Residual residual => Write(residual, x),
        Skip skip => Write(skip, x),

        Conv2d convolution => Write(convolution, x),
        Conv2dReluPool fused => Write(fused.Pool, Write(Ops.Activation.Relu, Write(fused.Convolution, x))),
        Conv2dActivation fused => Write(fused.Activation, Write(fused.Convolution, x)),
        ConvTranspose2d convolution => Write(convolution, x),

        MaxPool2d pool => Write(pool, x),
        AvgPool2d pool => Write(pool, x),
        GlobalAvgPool2d => WriteGlobalAvgPool(layer, x),
        AdaptiveAvgPool2d pool => Write(pool, x),
        AdaptiveMaxPool2d pool => Write(pool, x),

        BatchNorm norm => Write(norm, x),
        BatchNormActivation fused => Write(fused.Activation, Write(fused.Norm, x)),
        LayerNorm norm => Write(norm, x),
        GroupNorm norm => Write(norm, x),
        LocalResponseNorm norm => Write(norm, x),

        Relu => Write(Ops.Activation.Relu, x),
        Sigmoid => Write(Ops.Activation.Sigmoid, x),
        Tanh => Write(Ops.Activation.Tanh, x),
        Silu => WriteSilu(x),
        Softplus => Apply("Softplus", x),
        LeakyRelu leaky => Apply("LeakyRelu", x, ("alpha", leaky.Slope)),
        Elu elu => Apply("Elu", x, ("alpha", elu.Alpha)),
        Gelu gelu => Write(gelu, x),
        Softmax softmax => WriteAlong("Softmax", softmax.Axis, x),
        LogSoftmax softmax => WriteAlong("LogSoftmax", softmax.Axis, x),
        Dropout => x,

        Flatten => WriteFlatten(x),
        Dense dense => WriteGemm(dense.Weight, dense.Bias, x),
        DenseActivation fused => Write(fused.Activation, WriteGemm(fused.Dense.Weight, fused.Dense.Bias, x)),
        Linear linear => Write(linear, x),

        Upsample2d upsample => Write(upsample, x),
        SubsampleAndWiden subsample => Write(subsample, x),

        Embedding embedding => Write(embedding, x),
        SinusoidalPositions positions => Write(positions, x),
        LearntPositions positions => Write(positions, x),
        ClassToken token => Write(token, x),
        FirstEntry => WriteFirstEntry(layer, x),
        PixelsToSequence => WritePixelsToSequence(layer, x),
        ColumnsToSequence => WriteColumnsToSequence(layer, x),

        RecurrentLayer recurrent => Write(recurrent, x),
        MultiHeadAttention attention => WriteAttention(attention, x, x, attention.IsCausal),
        FeedForward forward => Write(forward, x),
        TransformerEncoderLayer encoder => Write(encoder, x),

        _ => throw new LeptonException(
            $"The layer {Named(layer)} cannot be exported to ONNX: the export does not know what a {layer.GetType().Name} computes. "
            + "Build it from layers of this library (new Sequential(…), or a CompositeLayer that ends with Compose(…)), "
            + "or export the layers before it as a model of their own."),
    };

    /// <summary>An operator that takes and gives the same shape, in any order of the axes.</summary>
    private OnnxValue Apply(string type, OnnxValue x, params (string Name, object Value)[] attributes) =>
        x with { Name = _graph.Add(type, [x.Name], attributes) };

    // A model whose first layer looks tokens up takes whole numbers.
    private static bool TakesTokens(Layer model) => model switch
    {
        Embedding => true,
        CompositeLayer composite => TakesTokens(composite.Body),
        Sequential sequence => sequence.Layers.FirstOrDefault(layer => layer is not Dropout) is { } first && TakesTokens(first),
        _ => false,
    };

    private void Declare(OnnxValue x, OnnxValue y)
    {
        _graph.AddInput(x.Name, x.IsTokens ? OnnxType.Int64 : OnnxType.Float, AxesInFile(x));
        _graph.AddOutput("output", y.IsTokens ? OnnxType.Int64 : OnnxType.Float, y.Name, AxesInFile(y));
    }

    private IEnumerable<object> AxesInFile(OnnxValue x)
    {
        object[] sample = [.. x.Shape.Select(extent => (object)extent)];
        if (x.Time is not null && !_fixedTime)
            sample[0] = x.Time;
        return x.ChannelsFirst ? [Batch, sample[^1], .. sample[..^1]] : [Batch, .. sample];
    }

    private string Named(Layer layer) =>
        _paths.TryGetValue(layer, out string? path) && path.Length > 0 && path != layer.Name ? $"{layer}, at '{path}'," : $"{layer}";
}
