using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Positive numbers that add up to 1 along an axis; the operation is <see cref="Ops.Softmax"/>. A classifier that is trained by a loss of logits
/// does not need it: <c>Loss.SoftmaxCrossEntropy</c> has it inside.
/// </summary>
public sealed class Softmax : Layer
{
    private readonly int _axis;

    /// <summary>Makes the layer.</summary>
    /// <param name="axis">The axis, counted with that of the batch, which is 0; −1 is the last.</param>
    public Softmax(int axis = -1) => _axis = axis;

    internal int Axis => _axis;

    /// <inheritdoc/>
    public override string Description => _axis == -1 ? "Softmax" : $"Softmax, axis {_axis}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softmax.Apply(x, _axis);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _axis > input.Rank || _axis < -input.Rank - 1
        ? throw new ShapeException($"expects batches with an axis {_axis}; got samples {input}")
        : input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Softmax.IKernel kernel = Device.Cpu.Kernel<Ops.Softmax.IKernel>();
        AxisGeometry geometry = AxisGeometry.Of("Softmax", batch, _axis);
        return (x, y) => kernel.Forward(x, y, geometry);
    }
}
