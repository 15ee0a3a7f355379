using LeptonLab.Nn;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>The model in a session for the batch's shape.</summary>
internal sealed class OurInference(Layer model, Tensor images) : IContestant
{
    private readonly Inference _session = new(model, images.Shape);

    public void Run() => _session.Run(images);

    public IReadOnlyList<Outcome> Check() => [InferenceOutcomes.Logits(_session.Run(images).ToArray())];

    public void Dispose()
    {
    }
}
