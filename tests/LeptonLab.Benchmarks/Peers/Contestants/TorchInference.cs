using LeptonLab.Nn;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>A model in TorchSharp, channels_last, in inference mode.</summary>
internal sealed class TorchInference : IContestant
{
    private readonly TorchModel _model;
    private readonly TorchTensor _images;

    internal TorchInference(Layer model, Shape images)
    {
        _model = new TorchModel(model, images.DropFirst(), channelsLast: true);
        _images = TorchLayout.Images(TorchLayout.Fill(images, Drawn.FillImages), channelsLast: true);
    }

    public void Run()
    {
        using (NewDisposeScope())
        using (inference_mode())
            _model.Forward(_images);
    }

    public IReadOnlyList<Outcome> Check()
    {
        using (inference_mode())
            return [InferenceOutcomes.Logits(TorchLayout.ToArray(_model.Forward(_images)))];
    }

    public void Dispose() => _images.Dispose();
}
