using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.Nn;
using static TorchSharp.torch;
using TorchModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>
/// Training steps of a small Transformer encoder that names every token of a sequence: embedding, sines for the positions,
/// layers with the normalization behind the sum as in the paper, one matrix; forward, loss, backward, Adam. Without dropout,
/// whose draws two libraries cannot share.
/// </summary>
internal sealed class TransformerCase : PeerCase
{
    private const int BatchSize = 32, Time = 64, Vocabulary = 64, Features = 128, Heads = 4, Hidden = 512, Depth = 2;

    internal override string Name => "train-transformer-tiny";

    internal override string Description =>
        $"a training step of a Transformer encoder, {Depth} layers of {Features}, {Heads} heads, {Time} tokens, batch {BatchSize}";

    internal override IReadOnlyList<string> Peers => [PeerNames.Torch];

    internal override int? Batch => BatchSize;

    internal override IContestant Create(string who, PeerOptions options)
    {
        Tensor tokens = Drawn.Tokens([options.Batch ?? BatchSize, Time], Vocabulary);
        int[] labels = Drawn.Labels(tokens.Count, Vocabulary);
        var positions = new SinusoidalPositions(Features);
        Sequential model = Drawn.Weights(new Sequential(
        [
            new Embedding(Vocabulary, Features) { Name = "embedding" },
            positions,
            .. Enumerable.Range(0, Depth).Select(i => new TransformerEncoderLayer(Features, Heads, Hidden, dropout: 0) { Name = $"layer{i}" }),
            new Linear(Features, Vocabulary) { Name = "head" },
        ]));
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurTraining(model, tokens, labels, TrainingOutcomes.Rounding);
        }

        set_num_threads(options.Threads);
        return new TorchSequenceTraining(model, new TorchEncoder(positions.Positions(0, Time)), TheirName, tokens, labels);
    }

    private static string TheirName(string name) => name
        .Replace(".attention.", ".self_attn.", StringComparison.Ordinal)
        .Replace(".forward.inner.", ".linear1.", StringComparison.Ordinal)
        .Replace(".forward.outer.", ".linear2.", StringComparison.Ordinal);

    private sealed class TorchEncoder : TorchModule
    {
        private readonly TorchModule _embedding;
        private readonly TorchTensor _positions;
        private readonly TorchSharp.Modules.TransformerEncoderLayer[] _layers;
        private readonly TorchModule _head;

        internal TorchEncoder(Tensor positions)
            : base(nameof(TorchEncoder))
        {
            _positions = TorchLayout.From(positions).unsqueeze(1);
            register_module("embedding", _embedding = nn.Embedding(Vocabulary, Features));
            _layers = [.. Enumerable.Range(0, Depth).Select(_ => nn.TransformerEncoderLayer(Features, Heads, Hidden, dropout: 0))];
            for (int i = 0; i < Depth; i++)
                register_module($"layer{i}", _layers[i]);
            register_module("head", _head = nn.Linear(Features, Vocabulary));
        }

        // [time, batch] to [time, batch, vocabulary]
        public override TorchTensor forward(TorchTensor tokens)
        {
            TorchTensor x = _embedding.call(tokens) + _positions;
            foreach (TorchSharp.Modules.TransformerEncoderLayer layer in _layers)
                x = layer.call(x, null!, null!);
            return _head.call(x);
        }
    }
}
