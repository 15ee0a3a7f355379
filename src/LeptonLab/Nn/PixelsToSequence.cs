namespace LeptonLab.Nn;

/// <summary>Reads an image's pixels as a sequence, row by row: [batch, height, width, channels] to [batch, height · width, channels].</summary>
public sealed class PixelsToSequence : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Reshape(OutputShape(x.Shape.DropFirst()).Prepend(x.Shape[0]));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3
        ? [input[0] * input[1], input[2]]
        : throw new ShapeException($"expects images [height, width, channels]; got {input}");
}
