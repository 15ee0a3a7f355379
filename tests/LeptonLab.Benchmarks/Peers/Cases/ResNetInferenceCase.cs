using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.IO.Onnx;
using LeptonLab.Nn.Models;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>The answers of ResNet-18 for one batch of 224×224×3 images.</summary>
internal sealed class ResNetInferenceCase(int batch) : PeerCase
{
    private static readonly Shape Image = [224, 224, 3];

    internal override string Name => $"infer-resnet18-224-b{batch}";

    internal override string Description => $"inference of ResNet-18 on 224×224×3 images, batch {batch}";

    internal override IReadOnlyList<string> Peers => [PeerNames.OnnxRuntime, PeerNames.Torch];

    internal override int? Batch => batch;

    internal override void Prepare(PeerOptions options) => OnnxFile.Save(Model(), Image, ModelFile(options), OnnxLayout.Nchw);

    internal override IContestant Create(string who, PeerOptions options)
    {
        Shape images = Image.Prepend(options.Batch ?? batch);
        switch (who)
        {
            case Ours:
                Device.Cpu.Threads = options.Threads;
                return new OurInference(Model(), Drawn.Images(images));
            case PeerNames.OnnxRuntime:
                return new OnnxInference(ModelFile(options), images, options.Threads);
            default:
                TorchSharp.torch.set_num_threads(options.Threads);
                return new TorchInference(Model(), images);
        }
    }

    private static ResNet Model() => Drawn.Weights(ResNet.Create18());

    private static string ModelFile(PeerOptions options) => Path.Combine(options.Folder, "resnet18.onnx");
}
