using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.Nn.Models;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>The answers of ResNet-18 for one batch of 224×224×3 images.</summary>
internal sealed class ResNetInferenceCase(int batch) : PeerCase
{
    private static readonly Shape Image = [224, 224, 3];

    internal override string Name => $"infer-resnet18-224-b{batch}";

    internal override string Description => $"inference of ResNet-18 on 224×224×3 images, batch {batch}";

    internal override IReadOnlyList<string> Peers => [PeerNames.Torch];

    internal override int? Batch => batch;

    internal override IContestant Create(string who, PeerOptions options)
    {
        Shape images = Image.Prepend(options.Batch ?? batch);
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurInference(Model(), Drawn.Images(images));
        }

        TorchSharp.torch.set_num_threads(options.Threads);
        return new TorchInference(Model(), images);
    }

    private static ResNet Model() => Drawn.Weights(ResNet.Create18());
}
