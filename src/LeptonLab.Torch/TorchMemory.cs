using System.Runtime.InteropServices;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch;

/// <summary>The memory of a tensor: a flat tensor of libtorch. A kernel's result takes its place, so that nothing is copied.</summary>
internal sealed class TorchMemory : DeviceMemory
{
    private readonly TorchDevice _device;
    private TorchTensor? _numbers;

    internal TorchMemory(TorchDevice device, int length)
        : base(length) => _device = device;

    /// <summary>The numbers, [length], contiguous; undefined before they are set.</summary>
    internal TorchTensor Numbers => _numbers ??= LibTorch.Run(
        _device, Length, () => TorchSharp.torch.empty([Length], TorchSharp.torch.ScalarType.Float32, _device.Place).DetachFromDisposeScope());

    /// <summary>Takes a tensor, [length] and contiguous, for its own.</summary>
    internal void Take(TorchTensor numbers)
    {
        _numbers?.Dispose();
        _numbers = numbers;
    }

    public override void CopyFromHost(ReadOnlySpan<float> source)
    {
        if (_numbers is { } known && known.dtype != TorchSharp.torch.ScalarType.Float32)
            Dispose(); // bytes, see Kernels/Bytes.cs
        TorchTensor numbers = Numbers;
        if (_device.IsHost)
        {
            source.CopyTo(HostNumbers(numbers));
            GC.KeepAlive(this); // the memory goes with its last reference
            return;
        }

        float[] copy = source.ToArray();
        LibTorch.Run(_device, 0, () =>
        {
            using TorchTensor host = TorchSharp.torch.frombuffer(copy, TorchSharp.torch.ScalarType.Float32);
            return numbers.copy_(host);
        });
    }

    public override void CopyToHost(Span<float> target)
    {
        if (_device.IsHost)
        {
            HostNumbers(Numbers).CopyTo(target);
            GC.KeepAlive(this);
            return;
        }

        using TorchTensor host = LibTorch.Run(_device, 0, Numbers.cpu);
        HostNumbers(host).CopyTo(target);
    }

    public override void CopyFrom(DeviceMemory source) =>
        LibTorch.Run(_device, 0, () => Numbers.copy_(((TorchMemory)source).Numbers));

    // libtorch's tensors have finalizers of their own.
    public override void Dispose()
    {
        _numbers?.Dispose();
        _numbers = null;
    }

    private static Span<float> HostNumbers(TorchTensor numbers) => MemoryMarshal.Cast<byte, float>(numbers.bytes);
}
