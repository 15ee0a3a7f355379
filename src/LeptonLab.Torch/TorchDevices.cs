using LeptonLab;
using LeptonLab.Torch;

[assembly: DeviceProvider(typeof(TorchDevices))]

namespace LeptonLab.Torch;

/// <summary>The devices of libtorch: <c>torch</c>, the processor, and <c>torch-cuda</c>, NVIDIA's GPU.</summary>
public sealed class TorchDevices : DeviceProvider
{
    /// <inheritdoc/>
    public override IReadOnlyList<DeviceInfo> Find()
    {
        string? problem = LibTorchProblem.Found;
        string version = $"TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3)}";
        return
        [
            new("torch", "libtorch on the processor")
            {
                Driver = version,
                Absence = problem,
                Open = () => new TorchDevice("torch", TorchSharp.torch.CPU),
            },
            new("torch-cuda", "libtorch on NVIDIA's GPU")
            {
                IsGpu = true,
                Driver = version,
                Absence = problem ?? LibTorchProblem.OfCuda,
                Open = () => new TorchDevice("torch-cuda", TorchSharp.torch.CUDA),
            },
        ];
    }
}
