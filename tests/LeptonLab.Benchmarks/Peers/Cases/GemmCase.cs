using LeptonLab.Autograd;
using LeptonLab.Benchmarks.Peers.Contestants;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>The product of two square matrices.</summary>
internal sealed class GemmCase(int side) : PeerCase
{
    internal override string Name => $"gemm-{side}";

    internal override string Description => $"the product of two {side}×{side} matrices";

    internal override IReadOnlyList<string> Peers => [PeerNames.Torch];

    internal override IContestant Create(string who, PeerOptions options)
    {
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurProduct(Drawn.Tensor([side, side], 1), Drawn.Tensor([side, side], 2));
        }

        set_num_threads(options.Threads);
        return new TorchProduct(Matrix(1), Matrix(2));
    }

    private TorchTensor Matrix(ulong stream) => TorchLayout.Fill([side, side], values => Drawn.Fill(values, stream));

    private static Outcome Product(float[] values) => new("product", 1e-5, values);

    private sealed class OurProduct(Tensor a, Tensor b) : IContestant
    {
        public void Run()
        {
            using (Tape.Pause())
            using (TensorScope.Begin())
                Ops.Dense.Apply(a, b);
        }

        public IReadOnlyList<Outcome> Check() => [Product(Ops.Dense.Apply(a, b).ToArray())];

        public void Dispose()
        {
        }
    }

    private sealed class TorchProduct(TorchTensor a, TorchTensor b) : IContestant
    {
        public void Run()
        {
            using (inference_mode())
                a.matmul(b).Dispose();
        }

        public IReadOnlyList<Outcome> Check() => [Product(TorchLayout.ToArray(a.matmul(b)))];

        public void Dispose()
        {
            a.Dispose();
            b.Dispose();
        }
    }
}
