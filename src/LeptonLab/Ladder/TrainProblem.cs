using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Ladders;

/// <summary>
/// A training step of the reference model (<see cref="ReferenceCnn"/>) written out as operations: forward, softmax
/// cross-entropy, backward, Adam.
/// </summary>
public sealed class TrainProblem : LadderProblem
{
    private const int Classes = 10, Blocks = 3;
    private const float LearningRate = 1e-4f;
    private readonly Tensor[] _initial;
    private readonly long _multiplyAdds;
    private readonly long _firstLayer;
    private readonly Lazy<double[][]> _truth;
    private Tensor[] _parameters = [];
    private float[][] _gradients = [];
    private Adam _optimizer = new(LearningRate);

    /// <summary>Draws images, labels and weights.</summary>
    /// <param name="size">Height and width of the images, in pixels; at least 22.</param>
    /// <param name="batch">Images in a step.</param>
    /// <param name="seed">Chooses the numbers.</param>
    public TrainProblem(int size, int batch, ulong seed = 1)
    {
        Nn.Sequential model = ReferenceCnn.Create([size, size, 3], Classes);
        model.Initialize(seed);
        _initial = [.. model.Parameters.Select(parameter => parameter.Clone())];
        Nn.ModelSummary summary = model.Summary([size, size, 3]);
        (_multiplyAdds, _firstLayer) = (batch * summary.MultiplyAdds, batch * summary.Rows[0].MultiplyAdds);
        Images = Tensor.Uniform([batch, size, size, 3], new RandomStream(seed, 1001));
        var random = new RandomStream(seed, 1002);
        Labels = [.. Enumerable.Range(0, batch).Select(_ => random.NextInt32(Classes))];
        _truth = new(() => TrainTruth.Gradients(Images, Labels, _initial));
        Reset(RungPass.Step);
    }

    /// <summary>[batch, size, size, 3], from 0 to 1.</summary>
    public Tensor Images { get; }

    /// <summary>A class for each image.</summary>
    public int[] Labels { get; }

    /// <inheritdoc/>
    public override string Description =>
        $"a training step of the reference model, {Images.Shape[1]}×{Images.Shape[2]}×3 pixels, batch {Images.Shape[0]}";

    /// <summary>Two values of a pooling window can be equal up to rounding; the gradient then goes to either.</summary>
    public override double Tolerance => 1e-2;

    /// <inheritdoc/>
    public override long MultiplyAdds(RungPass pass) => 3 * _multiplyAdds - _firstLayer; // no gradient for the images

    /// <summary>Images once; weights, gradients and both moments of Adam read and written. Activations may stay in cache.</summary>
    public override long Bytes(RungPass pass) =>
        sizeof(float) * (Images.Count + 8 * _initial.Sum(parameter => (long)parameter.Count));

    /// <inheritdoc/>
    public override void Reset(RungPass pass)
    {
        _parameters = [];
        _gradients = [];
        _optimizer = new Adam(LearningRate);
    }

    /// <summary>That of all gradients in the first step after <see cref="Reset"/>.</summary>
    public override double Difference(RungPass pass)
    {
        double largest = _gradients.Length == _initial.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < _gradients.Length; i++)
        {
            var difference = new RelativeDifference();
            difference.Add(_truth.Value[i], _gradients[i]);
            largest = Math.Max(largest, difference.Value);
        }

        return largest;
    }

    internal void Step(Device device, bool fused)
    {
        bool first = _parameters.Length == 0;
        if (first)
            _parameters = [.. _initial.Select(parameter => parameter.To(device))];
        foreach (Tensor parameter in _parameters)
            parameter.RequiresGrad = true;
        using (TensorScope.Begin())
        {
            Ops.SoftmaxCrossEntropy.Apply(Forward(Images.On(device), fused), Labels).Backward();
            if (first)
                _gradients = [.. _parameters.Select(parameter => parameter.Grad!.ToArray())];
            _optimizer.Step(_parameters);
            foreach (Tensor parameter in _parameters)
                parameter.Grad = null;
        }
    }

    private Tensor Forward(Tensor x, bool fused)
    {
        Tensor[] p = _parameters;
        for (int block = 0; block < Blocks; block++)
        {
            (Tensor w, Tensor b) = (p[2 * block], p[2 * block + 1]);
            x = fused
                ? Ops.Conv2dReluPool.Apply(x, w, b)
                : Ops.MaxPool2d.Apply(Ops.Relu.Apply(Ops.Conv2d.Apply(x, w, b)));
        }

        return Ops.Dense.Apply(x.Reshape([x.Shape[0], x.Shape.DropFirst().Count]), p[^2], p[^1]);
    }
}
