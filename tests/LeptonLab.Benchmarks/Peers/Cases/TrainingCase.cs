using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.Nn;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>Training steps of a model on one batch with ten classes: forward, loss, backward, Adam.</summary>
internal sealed class TrainingCase(string name, int batch, string work, Shape image, Func<Shape, int, Layer> create, bool manyRelus = false) : PeerCase
{
    private const int Classes = 10;

    internal override string Name => $"{name}-b{batch}";

    internal override string Description => $"a training step of {work}, batch {batch}";

    internal override IReadOnlyList<string> Peers => [PeerNames.TorchChannelsLast, PeerNames.TorchDefault];

    internal override int? Batch => batch;

    internal override IContestant Create(string who, PeerOptions options)
    {
        Shape images = image.Prepend(options.Batch ?? batch);
        Layer model = Drawn.Weights(create(image, Classes));
        TrainingOutcomes outcomes = manyRelus ? TrainingOutcomes.ManyRelus : TrainingOutcomes.Rounding;
        int[] labels = Drawn.Labels(images[0], Classes);
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurTraining(model, Drawn.Images(images), labels, outcomes);
        }

        TorchSharp.torch.set_num_threads(options.Threads);
        return new TorchTraining(model, images, labels, who == PeerNames.TorchChannelsLast, outcomes);
    }
}
