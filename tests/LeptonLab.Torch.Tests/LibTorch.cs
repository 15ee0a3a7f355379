using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>libtorch, where it can be loaded; otherwise a test that needs it is skipped and says why.</summary>
internal static class LibTorch
{
    private static readonly Lazy<string?> Problem = new(TryLoad);

    internal static void SkipIfMissing()
    {
        if (Problem.Value is { } problem)
            Assert.Skip(problem);
    }

    // PyTorch's layout is NCHW, weights [out, in, kh, kw]; ours NHWC, [kh, kw, in, out].
    internal static TorchTensor ImagesToTorch(Tensor x) => FromLepton(x).permute(0, 3, 1, 2).contiguous();

    internal static TorchTensor KernelsToTorch(Tensor w) => FromLepton(w).permute(3, 2, 0, 1).contiguous();

    internal static float[] ImagesToLepton(TorchTensor x) => ToArray(x.permute(0, 2, 3, 1));

    internal static float[] KernelsToLepton(TorchTensor w) => ToArray(w.permute(2, 3, 1, 0));

    internal static TorchTensor FromLepton(Tensor t) =>
        tensor(t.ToArray(), [.. t.Shape.Select(extent => (long)extent)], ScalarType.Float32);

    internal static float[] ToArray(TorchTensor t) => t.detach().contiguous().data<float>().ToArray();

    private static string? TryLoad()
    {
        try
        {
            using TorchTensor probe = zeros(1);
            return null;
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or NotSupportedException or FileNotFoundException)
        {
            // TorchSharp's own message blames a missing package, whatever the cause.
            return "libtorch cannot be loaded on this machine: most likely its C++ library is older than GCC 13's. "
                + "'lepton doctor' tells more.";
        }
    }
}
