using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>Training steps as the trainer does them: the fused model, softmax cross-entropy, Adam.</summary>
internal sealed class OurTraining : IContestant
{
    private readonly Sequential _model;
    private readonly Sequential _fused;
    private readonly Tensor _images;
    private readonly int[] _labels;
    private readonly Adam _optimizer = new(Drawn.LearningRate);

    internal OurTraining(Sequential model, Tensor images, int[] labels)
    {
        _model = model;
        _fused = model.Fuse();
        (_images, _labels) = (images, labels);
    }

    public string? Remark
    {
        get
        {
            var few = Tensor.From(_images.AsSpan()[..(_images.Count / _images.Shape[0])], _images.Shape.DropFirst().Prepend(1));
            IReadOnlyList<Tensor> outputs = _model.Activations(few);
            string[] shares = [.. outputs.Where((_, i) => _model.Layers[i] is MaxPool2d).Select(LiveShare)];
            return $"windows that are live after the last step, block by block: {string.Join(", ", shares)}";
        }
    }

    public void Run()
    {
        using (TensorScope.Begin())
        {
            Tensor loss = Forward();
            loss.Backward();
            _optimizer.Step(_model.Parameters);
            _model.ZeroGrad();
        }
    }

    public IReadOnlyList<Outcome> Check()
    {
        Tensor loss = Forward();
        var outcomes = new List<Outcome> { TrainingOutcomes.Loss(loss.Item()) };
        loss.Backward();
        float[][] gradients = [.. _model.Parameters.Select(parameter => parameter.Grad!.ToArray())];
        float[][] before = [.. _model.Parameters.Select(parameter => parameter.ToArray())];
        _optimizer.Step(_model.Parameters);
        float[][] after = [.. _model.Parameters.Select(parameter => parameter.ToArray())];
        outcomes.AddRange(TrainingOutcomes.Step([.. _model.Parameters.Select(parameter => parameter.Name!)], gradients, before, after));
        return outcomes;
    }

    public void Dispose()
    {
    }

    private Tensor Forward() => Loss.SoftmaxCrossEntropy.Compute(_fused.Forward(_images), _labels);

    private static string LiveShare(Tensor pooled)
    {
        int live = 0;
        foreach (float value in pooled.AsSpan())
            live += value > 0 ? 1 : 0;
        return ((double)live / pooled.Count).ToString("P0");
    }
}
