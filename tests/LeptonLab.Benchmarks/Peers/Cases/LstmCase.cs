using LeptonLab.Benchmarks.Peers.Contestants;
using LeptonLab.Ops;
using static TorchSharp.torch;
using TorchModules = TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>
/// A long short-term memory, forward, and backward for sequences and weights; an entry has as many numbers as there are
/// units.
/// </summary>
internal sealed class LstmCase(int batch, int time, int hidden) : PeerCase
{
    private static readonly string[] Names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"];

    internal override string Name => $"train-lstm-b{batch}-t{time}-h{hidden}";

    internal override string Description => $"an LSTM forward and backward, batch {batch}, {time} steps, {hidden}→{hidden}";

    internal override IReadOnlyList<string> Peers => [PeerNames.Torch];

    private Shape Sequences => [batch, time, hidden];

    private Shape[] WeightShapes => [[hidden, 4 * hidden], [hidden, 4 * hidden], [4 * hidden], [4 * hidden]];

    internal override IContestant Create(string who, PeerOptions options)
    {
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurLstm(
                Drawn.Tensor(Sequences, 1),
                [.. WeightShapes.Select((shape, i) => Weight(shape, i))],
                Drawn.Tensor(Sequences, 2));
        }

        set_num_threads(options.Threads);
        TorchModules.LSTM lstm = nn.LSTM(hidden, hidden, batchFirst: true);
        Dictionary<string, TorchModules.Parameter> parameters = lstm.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        using (no_grad())
        {
            for (int i = 0; i < Names.Length; i++)
                parameters[Names[i]].copy_(Turned(TorchLayout.From(Weight(WeightShapes[i], i))));
        }

        return new TorchLstm(
            lstm,
            [TorchLayout.From(Drawn.Tensor(Sequences, 1)), .. Names.Select(name => parameters[name])],
            TorchLayout.From(Drawn.Tensor(Sequences, 2)));
    }

    // As large as both libraries draw weights.
    private Tensor Weight(Shape shape, int index)
    {
        float bound = 1 / MathF.Sqrt(hidden);
        return Drawn.Tensor(shape, 10 + (ulong)index, -bound, bound);
    }

    private static TorchTensor Turned(TorchTensor weight) => weight.dim() == 2 ? weight.t() : weight;

    private static Outcome[] Outcomes(float[] y, IEnumerable<float[]> gradients) =>
        [new("y", 1e-5, y), .. gradients.Zip(["dx", .. Names], (values, name) => new Outcome(name, name == "dx" ? 1e-5 : 1e-4, values))];

    private sealed class OurLstm : IContestant
    {
        private readonly RecurrentInputs _inputs;
        private readonly Tensor[] _differentiated;
        private readonly Tensor _dy;

        internal OurLstm(Tensor x, Tensor[] weights, Tensor dy)
        {
            _inputs = new(x, weights[0], weights[1], weights[2], weights[3], Hidden: null, Cell: null);
            _differentiated = [x, .. weights];
            _dy = dy;
            foreach (Tensor tensor in _differentiated)
                tensor.RequiresGrad = true;
        }

        public void Run()
        {
            using (TensorScope.Begin())
            {
                Lstm.Apply(_inputs).Y.Backward(_dy);
                foreach (Tensor tensor in _differentiated)
                    tensor.Grad = null;
            }
        }

        public IReadOnlyList<Outcome> Check()
        {
            Tensor y = Lstm.Apply(_inputs).Y;
            y.Backward(_dy);
            return Outcomes(y.ToArray(), _differentiated.Select(tensor => tensor.Grad!.ToArray()));
        }

        public void Dispose()
        {
        }
    }

    private sealed class TorchLstm(TorchModules.LSTM lstm, TorchTensor[] differentiated, TorchTensor dy) : IContestant
    {
        private readonly TorchTensor _x = differentiated[0].requires_grad_();

        public void Run()
        {
            using (NewDisposeScope())
                Gradients(Forward());
        }

        public IReadOnlyList<Outcome> Check()
        {
            TorchTensor y = Forward();
            return Outcomes(TorchLayout.ToArray(y), Gradients(y).Select(gradient => TorchLayout.ToArray(Turned(gradient))));
        }

        public void Dispose()
        {
            lstm.Dispose();
            dy.Dispose();
        }

        private TorchTensor Forward()
        {
            (TorchTensor y, _, _) = lstm.call(_x);
            return y;
        }

        private IList<TorchTensor> Gradients(TorchTensor y) => autograd.grad([y], differentiated, [dy]);
    }
}
