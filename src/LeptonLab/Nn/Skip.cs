namespace LeptonLab.Nn;

/// <summary>
/// Puts what a body computes beside its input: y = [x, body(x)] along the channels, as the skips of U-Net do (Ronneberger,
/// Fischer and Brox, MICCAI 2015, §2). The body must give back x's height and width.
/// </summary>
public sealed class Skip : Layer
{
    private readonly Layer _body;

    /// <summary>Makes the layer.</summary>
    public Skip(Layer body) => _body = Add("body", body);

    internal Layer Body => _body;

    /// <inheritdoc/>
    public override string Description => "Skip";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Concat.Apply([x, _body.Call(x)], axis: x.Shape.Rank - 1);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The body gives another height or width than x has.</exception>
    public override Shape OutputShape(Shape input)
    {
        Shape body = _body.OutputShape(input);
        if (input.Rank == 0 || body.Rank != input.Rank || !body.Extents[..^1].SequenceEqual(input.Extents[..^1]))
        {
            throw new ShapeException(
                $"puts its input and what its body makes of it side by side; they differ in more than the channels: {input} and {body}. "
                + "Choose a size that can be halved as often as the body does it");
        }

        return new Shape([.. input.Extents[..^1], input[^1] + body[^1]]);
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _body.MultiplyAdds(input);

    internal override Layer Fused() => new Skip(_body.Fused()) { Name = Name, Original = this };

    internal override void Describe(Shape input, string path, List<LayerSummary> rows)
    {
        _body.Describe(input, Join(path, "body"), rows);
        rows.Add(new LayerSummary("Concat", OutputShape(input), 0, 0) { Path = path, Source = this });
    }
}
