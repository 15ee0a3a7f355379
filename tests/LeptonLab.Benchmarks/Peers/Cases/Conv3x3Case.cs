using LeptonLab.Benchmarks.Peers.Contestants;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Cases;

/// <summary>
/// A 3×3 convolution as ResNets have it (He et al., arXiv:1512.03385, table 1): as many channels out as in, padding 1, batch
/// 32; forward, and backward for images, kernels and bias.
/// </summary>
internal sealed class Conv3x3Case(int channels, int side) : PeerCase
{
    private const int Images = 32;

    internal override string Name => $"conv3x3-{channels}";

    internal override string Description => $"a 3×3 convolution forward and backward, {side}×{side}×{channels}, batch {Images}";

    internal override IReadOnlyList<string> Peers => [PeerNames.TorchChannelsLast, PeerNames.TorchDefault];

    private Shape ImageShape => [Images, side, side, channels];

    private Shape KernelShape => [3, 3, channels, channels];

    // Keeps the outputs about as large as the inputs.
    private float KernelScale => 1 / MathF.Sqrt(3 * channels);

    internal override IContestant Create(string who, PeerOptions options)
    {
        if (who == Ours)
        {
            Device.Cpu.Threads = options.Threads;
            return new OurConvolution(
                Drawn.Tensor(ImageShape, 1),
                Drawn.Tensor(KernelShape, 2, -KernelScale, KernelScale),
                Drawn.Tensor([channels], 3),
                Drawn.Tensor(ImageShape, 4));
        }

        set_num_threads(options.Threads);
        bool channelsLast = who == PeerNames.TorchChannelsLast;
        return new TorchConvolution(
            TorchLayout.Images(TorchLayout.Fill(ImageShape, values => Drawn.Fill(values, 1)), channelsLast),
            TorchLayout.Kernels(TorchLayout.Fill(KernelShape, values => Drawn.Fill(values, 2, -KernelScale, KernelScale)), channelsLast),
            TorchLayout.Fill([channels], values => Drawn.Fill(values, 3)),
            TorchLayout.Images(TorchLayout.Fill(ImageShape, values => Drawn.Fill(values, 4)), channelsLast));
    }

    private static Outcome[] Outcomes(float[] y, float[] dx, float[] dw, float[] db) =>
        [new("y", 1e-5, y), new("dx", 1e-5, dx), new("dw", 1e-4, dw), new("db", 1e-4, db)];

    private sealed class OurConvolution : IContestant
    {
        private readonly Tensor _x;
        private readonly Tensor _w;
        private readonly Tensor _b;
        private readonly Tensor _dy;

        internal OurConvolution(Tensor x, Tensor w, Tensor b, Tensor dy)
        {
            (_x, _w, _b, _dy) = (x, w, b, dy);
            x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        }

        public void Run()
        {
            using (TensorScope.Begin())
            {
                Ops.Conv2d.Apply(_x, _w, _b, padding: 1).Backward(_dy);
                _x.Grad = _w.Grad = _b.Grad = null;
            }
        }

        public IReadOnlyList<Outcome> Check()
        {
            Tensor y = Ops.Conv2d.Apply(_x, _w, _b, padding: 1);
            y.Backward(_dy);
            return Outcomes(y.ToArray(), _x.Grad!.ToArray(), _w.Grad!.ToArray(), _b.Grad!.ToArray());
        }

        public void Dispose()
        {
        }
    }

    private sealed class TorchConvolution : IContestant
    {
        private readonly TorchTensor[] _inputs;
        private readonly TorchTensor _dy;

        internal TorchConvolution(TorchTensor x, TorchTensor w, TorchTensor b, TorchTensor dy)
        {
            _inputs = [x.requires_grad_(), w.requires_grad_(), b.requires_grad_()];
            _dy = dy;
        }

        public void Run()
        {
            using (NewDisposeScope())
                Gradients(Forward());
        }

        public IReadOnlyList<Outcome> Check()
        {
            TorchTensor y = Forward();
            IList<TorchTensor> gradients = Gradients(y);
            return Outcomes(
                TorchLayout.ImagesToOurs(y),
                TorchLayout.ImagesToOurs(gradients[0]),
                TorchLayout.KernelsToOurs(gradients[1]),
                TorchLayout.ToArray(gradients[2]));
        }

        public void Dispose() => _dy.Dispose();

        private TorchTensor Forward() => nn.functional.conv2d(_inputs[0], _inputs[1], _inputs[2], padding: [1, 1]);

        private IList<TorchTensor> Gradients(TorchTensor y) => autograd.grad([y], _inputs, [_dy]);
    }
}
