using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>
/// ONNX Runtime on a model that we exported with input [N, channels, height, width], its own layout, so that it does not pay
/// for ours. All graph optimizations are on; the settings are those that a user gets, but for the number of threads.
/// </summary>
internal sealed class OnnxInference : IContestant
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue _input;

    internal OnnxInference(string path, Shape images, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        if (Environment.GetEnvironmentVariable(PeerSetting.OnnxSpinning) is { } spinning)
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
        _session = new InferenceSession(path, options);
        (int batch, int height, int width, int channels) = (images[0], images[1], images[2], images[3]);
        _input = OrtValue.CreateTensorValueFromMemory(ToChannelsFirst(images), [batch, channels, height, width]);
    }

    public void Run() => Logits().Dispose();

    public IReadOnlyList<Outcome> Check()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = Logits();
        return [InferenceOutcomes.Logits(outputs[0].GetTensorDataAsSpan<float>().ToArray())];
    }

    public void Dispose()
    {
        _input.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Logits() =>
        _session.Run(_run, _session.InputNames, [_input], _session.OutputNames);

    // Image by image, so that the other layout never takes up memory as a whole.
    private static float[] ToChannelsFirst(Shape images)
    {
        int pixels = images[1] * images[2], channels = images[3];
        var result = new float[images.Count];
        Drawn.FillImages(result);
        var image = new float[pixels * channels];
        for (int first = 0; first < result.Length; first += image.Length)
        {
            Span<float> target = result.AsSpan(first, image.Length);
            target.CopyTo(image);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int c = 0; c < channels; c++)
                    target[c * pixels + pixel] = image[pixel * channels + c];
            }
        }

        return result;
    }
}
