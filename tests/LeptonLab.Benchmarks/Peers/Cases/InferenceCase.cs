using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>The reference model's answers for one batch of 256×256×3 images.</summary>
internal sealed class InferenceCase(int batch) : PeerCase
{
    private static readonly Shape Image = [256, 256, 3];

    internal override string Name => $"infer-reference-b{batch}";

    internal override string Description => $"inference of the reference model on 256×256×3 images, batch {batch}";

    internal override IReadOnlyList<string> Peers => [PeerNames.OnnxRuntime, PeerNames.Torch];

    internal override int? Batch => batch;

    internal override void Prepare(PeerOptions options) =>
        OnnxFile.Save(Model(), Image, ModelFile(options), OnnxLayout.Nchw);

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

    private static Sequential Model() => Drawn.Weights(ReferenceCnn.Create(Image, classes: 10));

    private static string ModelFile(PeerOptions options) => Path.Combine(options.Folder, "reference.onnx");
}
