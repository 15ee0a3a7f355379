using LeptonLab.Nn;
using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>Layers of sequences: ONNX Runtime gives our outputs, for other lengths than the exported one too.</summary>
public sealed class SequenceExportTests
{
    private const int Vocabulary = 11;

    public static TheoryData<string, Layer, int[]> FromNumbers => new()
    {
        { "RNN", new Rnn(3, 4), [6, 3] },
        { "RNN with ReLU, both directions", new Rnn(3, 4, layers: 2, bidirectional: true, activation: Ops.Activation.Relu), [6, 3] },
        { "GRU", new Gru(3, 4), [6, 3] },
        { "GRU, both directions, two layers", new Gru(3, 4, layers: 2, bidirectional: true), [6, 3] },
        { "LSTM", new Lstm(3, 4), [6, 3] },
        { "LSTM, three layers", new Lstm(3, 4, layers: 3), [6, 3] },
        { "LSTM, both directions, two layers", new Sequential(new Lstm(3, 4, layers: 2, bidirectional: true), new Linear(8, 2)), [6, 3] },
        { "attention", new MultiHeadAttention(12, heads: 3), [6, 12] },
        { "causal attention", new MultiHeadAttention(12, heads: 3, causal: true), [6, 12] },
        { "feed-forward", new FeedForward(4, 8, new Gelu()), [6, 4] },
        { "encoder layer", new TransformerEncoderLayer(8, heads: 2, hidden: 16), [6, 8] },
        { "encoder layer, norm first, causal", new TransformerEncoderLayer(8, heads: 2, hidden: 16, normFirst: true, causal: true), [6, 8] },
        { "positions of sines", new SinusoidalPositions(7), [6, 7] },
        { "learnt positions", new LearntPositions(20, 5), [6, 5] },
        { "class token", new Sequential(new ClassToken(5), new MultiHeadAttention(5, heads: 1, causal: true)), [6, 5] },
        { "the first entry", new Sequential(new ClassToken(5), new FirstEntry(), new Dense(5, 2)), [6, 5] },
        { "dropout", new Dropout(), [6, 5] },
        { "batch normalization", new Sequential(new BatchNorm1d(5), new Linear(5, 3), new LayerNorm(3), new GroupNorm(1, 3), new Softmax(axis: 1)), [6, 5] },
    };

    public static TheoryData<string, Layer, int[]> FromTokens => new()
    {
        { "embedding", new Embedding(Vocabulary, 5), [6] },
        { "embedding and LSTM", new Sequential(new Dropout(), new Embedding(Vocabulary, 5), new Lstm(5, 4), new Linear(4, Vocabulary)), [6] },
        { "language model", new Sequential(new Embedding(Vocabulary, 8), new SinusoidalPositions(8), new TransformerEncoderLayer(8, 2, 16, causal: true), new Linear(8, Vocabulary)), [6] },
    };

    public static TheoryData<string, Layer, int[]> FromImages => new()
    {
        { "pixels", new Sequential(new Conv2d(2, 4, kernel: 2, stride: 2), new PixelsToSequence(), new LearntPositions(6, 4)), [4, 6, 2] },
        { "pixels in our order", new Sequential(new PixelsToSequence(), new Linear(2, 3)), [4, 6, 2] },
        { "columns", new Sequential(new Conv2d(2, 4, kernel: 2), new ColumnsToSequence(), new Gru(12, 3)), [4, 6, 2] },
        { "columns in our order", new ColumnsToSequence(), [4, 6, 2] },
    };

    [Theory]
    [MemberData(nameof(FromNumbers))]
    public void From_numbers(string name, Layer layer, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(layer, new Shape(input));
        AssertAnyLength(layer, input, time => ExportedFile.Draw([2, time, input[1]]));
    }

    [Theory]
    [MemberData(nameof(FromTokens))]
    public void From_tokens(string name, Layer layer, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(layer, new Shape(input), tokens: Vocabulary);
        AssertAnyLength(layer, input, time => ExportedFile.Tokens([2, time], Vocabulary));
    }

    [Theory]
    [MemberData(nameof(FromImages))]
    public void From_images(string name, Layer layer, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(layer, new Shape(input));
    }

    [Fact]
    public void Tokens_that_were_computed_are_looked_up_too() =>
        ExportedFile.AssertSame(new Sequential(new Relu(), new Embedding(Vocabulary, 5)), [6], tokens: Vocabulary);

    [Fact]
    public void Late_positions_are_as_exact_as_early_ones()
    {
        OnnxRuntimeModel.SkipIfMissing();
        var layer = new SinusoidalPositions(6);
        using ExportedFile file = ExportedFile.Of(layer, [4, 6]);
        using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
        Tensor x = Tensor.Zeros([1, 20_000, 6]);
        ExportedFile.AssertClose(layer.Forward(x), session.Run(("input", x)), tolerance: 1e-6);
    }

    [Fact]
    public void A_layer_that_needs_the_length_fixes_it()
    {
        OnnxRuntimeModel.SkipIfMissing();
        using ExportedFile file = ExportedFile.Of(new Sequential(new Linear(3, 2), new Flatten()), [4, 3]);
        using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
        Assert.Equal([-1, 4, 3], session.InputMetadata["input"].Dimensions);
    }

    private static void AssertAnyLength(Layer layer, int[] input, Func<int, Tensor> draw)
    {
        using ExportedFile file = ExportedFile.Of(layer, new Shape(input));
        using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
        foreach (int time in new[] { 1, 9 })
        {
            Tensor x = draw(time);
            ExportedFile.AssertClose(layer.Forward(x), session.Run(("input", x)), tolerance: 1e-5);
        }
    }
}
