using LeptonLab.Nn;
using static TorchSharp.torch;
using TorchModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>
/// Training steps of a module that gives logits for every entry of a sequence: softmax cross-entropy and Adam. Its inputs
/// have the time first, [time, batch, …], which is libtorch's own layout.
/// </summary>
internal sealed class TorchSequenceTraining : IContestant
{
    private readonly TorchModule _model;
    private readonly TorchWeights _weights;
    private readonly TorchTensor _inputs;
    private readonly TorchTensor _labels;
    private readonly optim.Optimizer _optimizer;

    /// <param name="ours">Our model, for its weights.</param>
    /// <param name="theirs">The same model in libtorch.</param>
    /// <param name="theirName">See <see cref="TorchWeights"/>.</param>
    /// <param name="inputs">[batch, time, …]: sequences, or tokens.</param>
    /// <param name="labels">One for each entry, in the order of the inputs.</param>
    internal TorchSequenceTraining(Layer ours, TorchModule theirs, Func<string, string> theirName, Tensor inputs, int[] labels)
    {
        _model = theirs;
        _weights = new TorchWeights(ours, theirs, theirName);
        TorchTensor batchFirst = TorchLayout.From(inputs);
        _inputs = batchFirst.transpose(0, 1).contiguous();
        if (inputs.Shape.Rank == 2)
            _inputs = _inputs.to(ScalarType.Int64);
        _labels = tensor([.. labels.Select(label => (long)label)]).reshape(inputs.Shape[0], inputs.Shape[1])
            .transpose(0, 1).contiguous().reshape(-1);
        _optimizer = optim.Adam(theirs.parameters(), Drawn.LearningRate);
        theirs.train();
    }

    public void Run()
    {
        using (NewDisposeScope())
        {
            _optimizer.zero_grad();
            Loss().backward();
            _optimizer.step();
        }
    }

    public IReadOnlyList<Outcome> Check()
    {
        _optimizer.zero_grad();
        TorchTensor loss = Loss();
        loss.backward();
        var outcomes = new List<Outcome> { TrainingOutcomes.Loss(loss.item<float>()) };
        (float[][] gradients, float[][] before) = (_weights.Gradients(), _weights.Values());
        _optimizer.step();
        outcomes.AddRange(TrainingOutcomes.Rounding.Step(_weights.Names, gradients, before, _weights.Values()));
        return outcomes;
    }

    public void Dispose()
    {
        _model.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
        _optimizer.Dispose();
    }

    private TorchTensor Loss()
    {
        TorchTensor logits = _model.call(_inputs);
        return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[^1]), _labels);
    }
}
