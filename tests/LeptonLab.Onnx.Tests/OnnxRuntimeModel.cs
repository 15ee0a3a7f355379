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

    /// <summary>A model file, loaded.</summary>
    internal static InferenceSession Load(string path) => new(path);

    /// <summary>Runs a model on tensors, by the names of its inputs; gives the numbers and the shape of its output.</summary>
    internal static (float[] Values, int[] Shape) Run(this InferenceSession session, params (string Name, Tensor Value)[] inputs)
    {
        OrtValue[] values = [.. inputs.Select(input => Value(session, input.Name, input.Value))];
        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(options, [.. inputs.Select(input => input.Name)], values, ["output"]);
            long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
            return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), [.. shape.Select(extent => (int)extent)]);
        }
        finally
        {
            foreach (OrtValue value in values)
                value.Dispose();
        }
    }

    // Tokens go in as int64 where the file says so.
    private static OrtValue Value(InferenceSession session, string name, Tensor x)
    {
        long[] shape = [.. x.Shape.Select(extent => (long)extent)];
        return session.InputMetadata[name].ElementType == typeof(long)
            ? OrtValue.CreateTensorValueFromMemory(x.ToArray().Select(token => (long)token).ToArray(), shape)
            : OrtValue.CreateTensorValueFromMemory(x.ToArray(), shape);
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
