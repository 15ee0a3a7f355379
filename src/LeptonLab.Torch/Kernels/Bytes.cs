using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The bytes of <see cref="PoolPlaces"/> in libtorch's memory, which holds a tensor of bytes then.</summary>
internal static class Bytes
{
    internal static void Store(PoolPlaces places, TorchTensor values)
    {
        var memory = (TorchMemory)places.ToWrite();
        TorchTensor bytes = torch.zeros([4L * memory.Length], torch.ScalarType.Byte, values.device);
        bytes.narrow(0, 0, values.numel()).copy_(values.reshape(-1));
        memory.Take(bytes.DetachFromDisposeScope());
    }

    internal static TorchTensor Load(PoolPlaces places, int count)
    {
        TorchTensor stored = ((TorchMemory)places.OnDevice()).Numbers;

        // The host has written them: TorchSharp cannot take floats for bytes.
        TorchTensor bytes = stored.dtype == torch.ScalarType.Byte
            ? stored
            : torch.tensor(stored.cpu().bytes.ToArray(), device: stored.device);
        return bytes.narrow(0, 0, count);
    }
}
