using LeptonLab.Benchmarks.Peers.Cases;
using LeptonLab.Nn.Models;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>Every case of the race.</summary>
internal static class PeerCases
{
    internal static IReadOnlyList<PeerCase> All { get; } =
    [
        new TrainingCase("train-reference", 32, "the reference model on 256×256×3 images", [256, 256, 3], ReferenceCnn.Create),
        new InferenceCase(32),
        new InferenceCase(8),
        new InferenceCase(1),
        new GemmCase(512),
        new GemmCase(1024),
        new GemmCase(2048),
        new Conv3x3Case(64, 56),
        new Conv3x3Case(128, 28),
        new Conv3x3Case(256, 14),
        new LstmCase(batch: 32, time: 128, hidden: 256),
        new TrainingCase("train-small-28x28", 128, "the small model on 28×28×1 images (Fashion-MNIST)", [28, 28, 1], SmallCnn.Create),
    ];

    internal static PeerCase? Find(string name) => All.FirstOrDefault(known => known.Name == name);
}
