using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>Training steps as the trainer does them: the fused model, softmax cross-entropy, Adam.</summary>
internal sealed class OurTraining : IContestant
{
    private readonly Layer _model;
    private readonly Layer _fused;
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor _inputs;
    private readonly int[] _labels;
    private readonly TrainingOutcomes _outcomes;
    private readonly Adam _optimizer = new(Drawn.LearningRate);

    internal OurTraining(Layer model, Tensor inputs, int[] labels, TrainingOutcomes outcomes)
    {
        _model = model;
        model.Train();
        _fused = model.Fused();
        _parameters = model.Parameters;
        (_inputs, _labels, _outcomes) = (inputs, labels, outcomes);
    }

    public string? Remark
    {
        get
        {
            if (_model is not Sequential model || !model.Layers.Any(layer => layer is MaxPool2d))
                return null;
            var few = Tensor.From(_inputs.AsSpan()[..(_inputs.Count / _inputs.Shape[0])], _inputs.Shape.DropFirst().Prepend(1));
            IReadOnlyList<Tensor> outputs = model.Activations(few);
            string[] shares = [.. outputs.Where((_, i) => model.Layers[i] is MaxPool2d).Select(LiveShare)];
            return $"windows that are live after the last step, block by block: {string.Join(", ", shares)}";
        }
    }

    public void Run()
    {
        using (TensorScope.Begin())
        {
            Tensor loss = Forward();
            loss.Backward();
            _optimizer.Step(_parameters);
            _model.ZeroGrad();
        }
    }

    public IReadOnlyList<Outcome> Check()
    {
        Tensor loss = Forward();
        var outcomes = new List<Outcome> { TrainingOutcomes.Loss(loss.Item()) };
        loss.Backward();
        float[][] gradients = [.. _parameters.Select(parameter => parameter.Grad!.ToArray())];
        float[][] before = [.. _parameters.Select(parameter => parameter.ToArray())];
        _optimizer.Step(_parameters);
        float[][] after = [.. _parameters.Select(parameter => parameter.ToArray())];
        outcomes.AddRange(_outcomes.Step([.. _parameters.Select(parameter => parameter.Name!)], gradients, before, after));
        return outcomes;
    }

    public void Dispose()
    {
    }

    private Tensor Forward() => Loss.SoftmaxCrossEntropy.Compute(_fused.Forward(_inputs), _labels);

    private static string LiveShare(Tensor pooled)
    {
        int live = 0;
        foreach (float value in pooled.AsSpan())
            live += value > 0 ? 1 : 0;
        return ((double)live / pooled.Count).ToString("P0");
    }
}
