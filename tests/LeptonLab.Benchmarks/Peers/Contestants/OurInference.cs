using LeptonLab.Autograd;
using LeptonLab.Nn;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>The fused model, applied to a batch.</summary>
internal sealed class OurInference(Sequential model, Tensor images) : IContestant
{
    private readonly Sequential _fused = model.Fuse();

    public void Run() => Logits();

    public IReadOnlyList<Outcome> Check() => [InferenceOutcomes.Logits(Logits().ToArray())];

    public void Dispose()
    {
    }

    private Tensor Logits()
    {
        using (Tape.Pause())
            return _fused.Forward(images);
    }
}
