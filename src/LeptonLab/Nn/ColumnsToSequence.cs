namespace LeptonLab.Nn;

/// <summary>
/// Reads an image from left to right: [batch, height, width, channels] to a sequence of its columns,
/// [batch, width, height · channels] (Shi, Bai and Yao, "An End-to-End Trainable Neural Network for Image-based Sequence
/// Recognition", TPAMI 39(11), 2017, §2.2: "map-to-sequence").
/// </summary>
public sealed class ColumnsToSequence : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Shape shape = OutputShape(x.Shape.DropFirst()).Prepend(x.Shape[0]);
        return x.Permute(0, 2, 1, 3).Reshape(shape);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3
        ? [input[1], input[0] * input[2]]
        : throw new ShapeException($"expects images [height, width, channels]; got {input}");
}
