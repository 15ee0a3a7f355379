using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.Nn;
using TorchModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>Training steps of one LSTM layer and a classifier of every entry: forward, loss, backward, Adam.</summary>
internal sealed class LstmCase(int batch, int time, int features) : PeerCase
{
    private const int Classes = 10;

    internal override string Name => $"train-lstm-b{batch}-t{time}-h{features}";

    internal override string Description => $"a training step of an LSTM of {features} units, {time} entries of {features}, batch {batch}";

    internal override IReadOnlyList<string> Peers => [PeerNames.Torch];

    internal override int? Batch => batch;

    internal override IContestant Create(string who, PeerOptions options)
    {
        Tensor inputs = Drawn.Tensor([options.Batch ?? batch, time, features], 1);
        int[] labels = Drawn.Labels(inputs.Shape[0] * time, Classes);
        Sequential model = Drawn.Weights(new Sequential(
            new Lstm(features, features) { Name = "lstm" }, new Linear(features, Classes) { Name = "head" }));
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurTraining(model, inputs, labels, TrainingOutcomes.Rounding);
        }

        TorchSharp.torch.set_num_threads(options.Threads);
        return new TorchSequenceTraining(model, new TorchTagger(features), name => name, inputs, labels);
    }

    private sealed class TorchTagger : TorchModule
    {
        private readonly TorchSharp.Modules.LSTM _lstm;
        private readonly TorchModule _head;

        internal TorchTagger(int features)
            : base(nameof(TorchTagger))
        {
            register_module("lstm", _lstm = TorchSharp.torch.nn.LSTM(features, features));
            register_module("head", _head = TorchSharp.torch.nn.Linear(features, Classes));
        }

        public override TorchTensor forward(TorchTensor x) => _head.call(_lstm.call(x).Item1);
    }
}
