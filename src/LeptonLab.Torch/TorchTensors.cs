using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch;

/// <summary>
/// Our tensors as libtorch's and the other way round. Memory is shared wherever the layout allows, until an operation of ours
/// writes the tensor anew; clone what has to last.
/// </summary>
/// <remarks>
/// What libtorch writes our operations on its device see. The host sees it if it had not read the numbers between
/// <see cref="ToTorch"/> and the write; to read, write and read again, call <see cref="ToTorch"/> before each write.
/// Images are [batch, height, width, channels] with us and [batch, channels, height, width] with PyTorch, which calls ours
/// <c>channels_last</c>: the same memory under another order of the axes. Convolution weights are [height, width, in, out]
/// with us and [out, in, height, width] there.
/// </remarks>
public static class TorchTensors
{
    private static readonly Lazy<TorchDevice> Host = new(() => (TorchDevice)Device.Named("torch"));

    /// <summary>
    /// The same numbers as libtorch's tensor. Shares the memory of a tensor on a <see cref="TorchDevice"/>; one on another
    /// device is copied.
    /// </summary>
    public static TorchTensor ToTorch(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Tensor there = tensor.On(tensor.Device is TorchDevice ? tensor.Device : Host.Value);
        TorchTensor numbers = there.AsTorch();
        there.ToWrite(); // what the host has may be out of date from now on
        return numbers;
    }

    /// <summary>Images as PyTorch orders the axes, [batch, channels, height, width]: a view of <see cref="ToTorch"/>.</summary>
    public static TorchTensor ImagesToTorch(Tensor images) => ToTorch(images).permute(0, 3, 1, 2);

    /// <summary>Convolution weights as PyTorch orders the axes, [out, in, height, width]: a view of <see cref="ToTorch"/>.</summary>
    public static TorchTensor KernelsToTorch(Tensor weights) => ToTorch(weights).permute(3, 2, 0, 1);

    /// <summary>
    /// libtorch's tensor as one of ours, on the device of libtorch where it is. Shares the memory if the tensor has floats and is
    /// contiguous; else they are converted.
    /// </summary>
    /// <exception cref="LeptonException">That device of libtorch is not there.</exception>
    public static Tensor FromTorch(TorchTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var device = (TorchDevice)Device.Named(tensor.device_type == TorchSharp.DeviceType.CUDA ? "torch-cuda" : "torch");
        var result = new Tensor(new Shape([.. tensor.shape.Select(extent => checked((int)extent))]), device);
        using TorchTensor floats = tensor.detach().to(TorchSharp.torch.ScalarType.Float32);
        result.Take(floats.contiguous());
        return result;
    }

    /// <summary>
    /// PyTorch's images [batch, channels, height, width] as ours, [batch, height, width, channels]. Shares the memory of a tensor
    /// in <c>channels_last</c> order.
    /// </summary>
    public static Tensor ImagesFromTorch(TorchTensor images)
    {
        using TorchTensor ours = images.permute(0, 2, 3, 1);
        return FromTorch(ours);
    }

    /// <summary>PyTorch's convolution weights [out, in, height, width] as ours, [height, width, in, out].</summary>
    public static Tensor KernelsFromTorch(TorchTensor weights)
    {
        using TorchTensor ours = weights.permute(2, 3, 1, 0);
        return FromTorch(ours);
    }

    /// <summary>The memory of a tensor on a device of libtorch, in its shape: a view.</summary>
    internal static TorchTensor AsTorch(this Tensor tensor) =>
        ((TorchMemory)tensor.OnDevice()).Numbers.view([.. tensor.Shape.Select(extent => (long)extent)]);

    /// <summary>Makes a contiguous tensor of libtorch the memory of one of ours.</summary>
    internal static void Take(this Tensor tensor, TorchTensor numbers) =>
        ((TorchMemory)tensor.ToWrite()).Take(numbers.view(-1).DetachFromDisposeScope());
}
