using LeptonLab.Nn;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>Training steps in TorchSharp: softmax cross-entropy and Adam.</summary>
internal sealed class TorchTraining : IContestant
{
    private readonly TorchModel _model;
    private readonly TorchTensor _images;
    private readonly TorchTensor _labels;
    private readonly optim.Optimizer _optimizer;
    private readonly Func<Winners> _winners;
    private readonly TrainingOutcomes _outcomes;

    internal TorchTraining(Layer model, Shape images, int[] labels, bool channelsLast, TrainingOutcomes outcomes)
    {
        model.Train();
        _model = new TorchModel(model, images.DropFirst(), channelsLast);
        _images = TorchLayout.Images(TorchLayout.Fill(images, Drawn.FillImages), channelsLast);
        _outcomes = outcomes;
        _labels = tensor([.. labels.Select(label => (long)label)]);
        _winners = () => new Winners(model, Drawn.Images(images));
        _optimizer = optim.Adam(_model.Parameters, Drawn.LearningRate);
    }

    public void Run()
    {
        using (NewDisposeScope())
        {
            _optimizer.zero_grad();
            TorchTensor loss = Forward();
            loss.backward();
            _optimizer.step();
        }
    }

    public IReadOnlyList<Outcome> Check()
    {
        _optimizer.zero_grad();
        TorchTensor loss = nn.functional.cross_entropy(_model.Forward(_images, _winners()), _labels);
        loss.backward();
        var outcomes = new List<Outcome> { TrainingOutcomes.Loss(loss.item<float>()) };
        (float[][] gradients, float[][] before) = (_model.Gradients(), _model.Weights());
        _optimizer.step();
        outcomes.AddRange(_outcomes.Step(_model.Names, gradients, before, _model.Weights()));
        return outcomes;
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
        _optimizer.Dispose();
    }

    private TorchTensor Forward() => nn.functional.cross_entropy(_model.Forward(_images), _labels);
}
