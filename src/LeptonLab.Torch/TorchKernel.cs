using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch;

/// <summary>How a kernel computes with libtorch: what it makes in between is freed, and its results become the memory of our tensors.</summary>
internal static class TorchKernel
{
    /// <summary>Writes y.</summary>
    /// <param name="y">The result.</param>
    /// <param name="compute">Computes it, in the shape of y, as a tensor with memory of its own.</param>
    internal static void Write(Tensor y, Func<TorchTensor> compute) => Run(y, () => y.Take(compute().contiguous()));

    /// <summary>Computes on the device of a tensor.</summary>
    internal static void Run(Tensor tensor, Action compute, bool repeats = true)
    {
        LibTorch.Run(
            (TorchDevice)tensor.Device,
            tensor.Count,
            () =>
            {
                using DisposeScope scope = torch.NewDisposeScope();
                using IDisposable noGradients = torch.no_grad();
                compute();
                return 0;
            },
            repeats);
    }

    /// <summary>Changes a tensor in place.</summary>
    internal static void Change(Tensor tensor, Action compute) => Run(
        tensor,
        () =>
        {
            compute();
            tensor.ToWrite();
        },
        repeats: false);

    /// <summary>
    /// Writes gradients by libtorch's own differentiation of the forward pass, which is computed again for it: libtorch's
    /// backward kernels cannot be called from here.
    /// </summary>
    /// <param name="dy">∂L/∂y, in the shape that <paramref name="forward"/> gives.</param>
    /// <param name="inputs">The inputs of <paramref name="forward"/>.</param>
    /// <param name="forward">Computes y.</param>
    /// <param name="targets">For each input what is to be done with ∂L/∂input; null where it is not needed.</param>
    internal static void Differentiate(
        Func<TorchTensor> dy, TorchTensor[] inputs, Func<TorchTensor[], TorchTensor> forward, params Action<TorchTensor>?[] targets)
    {
        using IDisposable gradients = torch.enable_grad();
        TorchTensor[] leaves = [.. inputs.Select((input, i) => targets[i] is null ? input : input.detach().requires_grad_())];
        if (targets.All(target => target is null))
            return;

        // Of libtorch's ways to differentiate this is the one whose errors TorchSharp catches; others end the process.
        (forward(leaves) * dy()).sum().backward();
        using IDisposable noGradients = torch.no_grad();
        for (int i = 0; i < leaves.Length; i++)
            targets[i]?.Invoke(leaves[i].grad!);
    }

    /// <summary><see cref="Differentiate"/> for a function of one tensor whose shape it keeps.</summary>
    internal static void Backward(Tensor x, Tensor dy, Tensor dx, Func<TorchTensor, TorchTensor> forward) => Write(dx, () =>
    {
        TorchTensor? gradient = null;
        Differentiate(dy.AsTorch, [x.AsTorch()], leaves => forward(leaves[0]), found => gradient = found);
        return gradient!;
    });

    /// <summary>y = f(z) of a fused operation.</summary>
    internal static TorchTensor Activate(Ops.Activation activation, TorchTensor z) => activation switch
    {
        Ops.Activation.Relu => z.relu(),
        Ops.Activation.Sigmoid => z.sigmoid(),
        Ops.Activation.Tanh => z.tanh(),
        _ => z,
    };

    /// <summary>∂L/∂z of y = f(z), from y.</summary>
    internal static TorchTensor ThroughActivation(Ops.Activation activation, TorchTensor y, TorchTensor dy) => activation switch
    {
        Ops.Activation.Relu => torch.where(y <= 0, 0f, dy),
        Ops.Activation.Sigmoid => dy * y * (1 - y),
        Ops.Activation.Tanh => dy * (1 - y * y),
        _ => dy,
    };
}
