using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// The logarithm of softmax along an axis; the operation is <see cref="Ops.LogSoftmax"/>. A classifier that is trained by a loss of logits
/// does not need it: <c>Loss.SoftmaxCrossEntropy</c> has it inside.
/// </summary>
public sealed class LogSoftmax : Layer
{
    private readonly int _axis;

    /// <summary>Makes the layer.</summary>
    /// <param name="axis">The axis, counted with that of the batch, which is 0; −1 is the last.</param>
    public LogSoftmax(int axis = -1) => _axis = axis;

    internal int Axis => _axis;

    /// <inheritdoc/>
    public override string Description => _axis == -1 ? "LogSoftmax" : $"LogSoftmax, axis {_axis}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LogSoftmax.Apply(x, _axis);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _axis > input.Rank || _axis < -input.Rank - 1
        ? throw new ShapeException($"expects batches with an axis {_axis}; got samples {input}")
        : input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.LogSoftmax.IKernel kernel = Device.Cpu.Kernel<Ops.LogSoftmax.IKernel>();
        AxisGeometry geometry = AxisGeometry.Of("LogSoftmax", batch, _axis);
        return (x, y) => kernel.Forward(x, y, geometry);
    }
}
