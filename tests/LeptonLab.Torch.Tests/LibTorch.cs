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
    internal static TorchTensor ImagesToTorch(Tensor x) => TorchTensors.ImagesToTorch(x).contiguous();

    internal static TorchTensor KernelsToTorch(Tensor w) => TorchTensors.KernelsToTorch(w).contiguous();

    internal static float[] ImagesToLepton(TorchTensor x) => TorchTensors.ImagesFromTorch(x).ToArray();

    internal static float[] KernelsToLepton(TorchTensor w) => TorchTensors.KernelsFromTorch(w).ToArray();

    internal static TorchTensor FromLepton(Tensor t) => TorchTensors.ToTorch(t);

    internal static float[] ToArray(TorchTensor t) => TorchTensors.FromTorch(t).ToArray();
}
