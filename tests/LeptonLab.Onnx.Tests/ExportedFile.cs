using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>A model's file in a folder of its own, and what ONNX Runtime computes from it.</summary>
internal sealed class ExportedFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lepton-onnx-");

    private ExportedFile() => Path = System.IO.Path.Combine(_folder.FullName, "model.onnx");

    internal string Path { get; }

    internal static ExportedFile Of(Layer model, Shape input, OnnxLayout layout = OnnxLayout.Nhwc)
    {
        var file = new ExportedFile();
        OnnxFile.Save(model, input, file.Path, layout);
        return file;
    }

    internal static ExportedFile Of(Transformer model)
    {
        var file = new ExportedFile();
        OnnxFile.Save(model, file.Path);
        return file;
    }

    /// <summary>
    /// Moves biases, scales and running statistics away from their first values, zeros and ones, where a forgotten one would
    /// not show; and makes the last layer's weights, which start small, large enough that its bias does not hide the rest.
    /// </summary>
    internal static void Disturb(Module model)
    {
        ulong stream = 100;
        foreach (Tensor weight in model.Parameters.Where(weight => weight.Shape.Rank == 1).Concat(model.Buffers))
        {
            Span<float> values = weight.AsSpan();
            ReadOnlySpan<float> noise = Draw(weight.Shape, stream++).Values;
            for (int i = 0; i < values.Length; i++)
                values[i] += 0.4f * noise[i];
        }

        if (model.Parameters.LastOrDefault(weight => weight.Shape.Rank > 1) is { } last)
        {
            float most = last.ToArray().Max(MathF.Abs), wanted = MathF.Sqrt(6f * last.Shape[^1] / last.Count);
            foreach (ref float value in last.AsSpan())
                value *= wanted / most;
        }
    }

    /// <summary>Checks that ONNX Runtime computes what the model does for batches of 1 and of 3 samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="tolerance">Of the largest output.</param>
    /// <param name="tokens">How many tokens there are to draw from; 0: numbers are drawn.</param>
    /// <param name="layouts">Both if left out.</param>
    internal static void AssertSame(
        Layer model, Shape input, double tolerance = 1e-5, int tokens = 0, OnnxLayout[]? layouts = null)
    {
        OnnxRuntimeModel.SkipIfMissing();
        Disturb(model);
        foreach (OnnxLayout layout in layouts ?? Enum.GetValues<OnnxLayout>())
        {
            using ExportedFile file = Of(model, input, layout);
            using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
            foreach (int batch in new[] { 1, 3 })
            {
                Tensor x = tokens > 0 ? Tokens(input.Prepend(batch), tokens) : Draw(input.Prepend(batch));
                Tensor expected = model.Forward(x);
                bool channelsFirst = layout == OnnxLayout.Nchw;
                AssertClose(Outside(expected, channelsFirst), session.Run(("input", Outside(x, channelsFirst))), tolerance);
                AssertDeclared(session.OutputMetadata["output"].Dimensions, Outside(expected, channelsFirst).Shape);
            }
        }
    }

    internal static void AssertClose(Tensor expected, (float[] Values, int[] Shape) actual, double tolerance)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape);
        double scale = expected.ToArray().Max(Math.Abs), worst = expected.ToArray().Zip(actual.Values, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst <= tolerance * scale, $"The outputs differ by {worst}, of {scale}.");
        Assert.True(scale > 0, "The outputs are all zero, which shows nothing.");
    }

    internal static Tensor Draw(Shape shape, ulong stream = 0) => Tensor.Uniform(shape, new RandomStream(seed: 4, stream), -1, 1);

    internal static Tensor Tokens(Shape shape, int count, ulong stream = 0)
    {
        Tensor tokens = Tensor.Uniform(shape, new RandomStream(seed: 5, stream), 0, count);
        foreach (ref float token in tokens.AsSpan())
            token = MathF.Min(MathF.Floor(token), count - 1);
        return tokens;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // −1 is an extent that is open, as the batch always is.
    private static void AssertDeclared(int[] declared, Shape actual)
    {
        Assert.Equal(-1, declared[0]);
        Assert.Equal(actual.ToArray(), declared.Zip(actual, (extent, real) => extent < 0 ? real : extent));
    }

    private static Tensor Outside(Tensor x, bool channelsFirst) => channelsFirst && x.Shape.Rank == 4 ? x.Permute(0, 3, 1, 2) : x;
}
