namespace LeptonLab.Nn;

/// <summary>The first entry of a sequence: [batch, time, features] to [batch, features].</summary>
public sealed class FirstEntry : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Shape shape = OutputShape(x.Shape.DropFirst()).Prepend(x.Shape[0]);
        return x.Slice(axis: 1, start: 0, length: 1).Reshape(shape);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[0] > 0
        ? [input[1]]
        : throw new ShapeException($"expects sequences [time, features] with at least one entry; got {input}");
}
