using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>ONNX Runtime, where it can be loaded; otherwise a test that needs it is skipped and says why.</summary>
internal static class OnnxRuntimeModel
{
    private static readonly Lazy<string?> Problem = new(TryLoad);

    internal static void SkipIfMissing()
    {
        if (Problem.Value is { } problem)
            Assert.Skip($"ONNX Runtime cannot be loaded on this machine: {problem}");
    }

    /// <summary>Runs a model file on one input; gives the numbers and the shape of its output.</summary>
    internal static (float[] Values, long[] Shape) Run(string path, float[] input, params long[] shape)
    {
        using var session = new InferenceSession(path);
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["input"], [value], ["output"]);
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    private static string? TryLoad()
    {
        try
        {
            OrtEnv.Instance();
            return null;
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return (error.InnerException ?? error).Message;
        }
    }
}
