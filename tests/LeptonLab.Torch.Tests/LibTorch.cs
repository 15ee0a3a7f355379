using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>libtorch, where it can be loaded; otherwise a test that needs it is skipped and says why.</summary>
internal static class LibTorch
{
    internal static void SkipIfMissing()
    {
        if (LibTorchProblem.Found is { } problem)
            Assert.Skip(problem);
    }

    // PyTorch's layout is NCHW, weights [out, in, kh, kw]; ours NHWC, [kh, kw, in, out].
    internal static TorchTensor ImagesToTorch(Tensor x) => FromLepton(x).permute(0, 3, 1, 2).contiguous();

    internal static TorchTensor KernelsToTorch(Tensor w) => FromLepton(w).permute(3, 2, 0, 1).contiguous();

    internal static float[] ImagesToLepton(TorchTensor x) => ToArray(x.permute(0, 2, 3, 1));

    internal static float[] KernelsToLepton(TorchTensor w) => ToArray(w.permute(2, 3, 1, 0));

    internal static TorchTensor FromLepton(Tensor t) =>
        tensor(t.ToArray(), [.. t.Shape.Select(extent => (long)extent)], ScalarType.Float32);

    internal static float[] ToArray(TorchTensor t)
    {
        using TorchTensor numbers = t.detach().contiguous(); // the memory goes with its last reference
        return numbers.data<float>().ToArray();
    }
}
