namespace LeptonLab.Nn;

/// <summary>Lays each sample out as one vector: [batch, height, width, channels] to [batch, height · width · channels].</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Shape.Rank > 0
        ? x.Reshape([x.Shape[0], x.Shape.DropFirst().Count])
        : throw new ShapeException($"Flatten takes a batch of samples; it got a scalar {x.Shape}.");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [input.Count];
}
