namespace LeptonLab.Nn;

/// <summary>
/// A layer that is made of others: its constructor adds them by name and puts them together with <see cref="Compose"/>.
/// Everything else, from the shapes to the export, follows from that one expression.
/// </summary>
/// <example>
/// <code>
/// public sealed class Block : CompositeLayer
/// {
///     public Block(int channels)
///     {
///         var conv = Add("conv", new Conv2d(channels, channels, kernel: 3, padding: 1));
///         Compose(new Residual(conv), new Relu());
///     }
/// }
/// </code>
/// </example>
public abstract class CompositeLayer : Layer
{
    private Layer? _body;

    /// <summary>What it computes, in terms of its parts.</summary>
    internal Layer Body => _body ?? throw new InvalidOperationException(
        $"{GetType().Name} has no body: its constructor must end with Compose(…).");

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The batch does not fit; nothing has been computed then.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank > 1)
            OutputShape(x.Shape.DropFirst());
        return Body.Call(x);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Body.OutputShape(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Body.MultiplyAdds(input);

    /// <summary>Says what the layer computes: these layers, one after another. At the end of the constructor.</summary>
    /// <exception cref="InvalidOperationException">A layer with parameters was not added by name first, or it has a body already.</exception>
    protected void Compose(params Layer[] layers)
    {
        if (_body is not null)
            throw new InvalidOperationException($"{GetType().Name} is composed already.");
        Layer body = layers is [var only] ? only : new Sequential(layers);
        HashSet<Parameter> named = [.. AllParameters().Select(parameter => parameter.Value)];
        foreach ((string path, Parameter parameter) in body.AllParameters())
        {
            if (!named.Contains(parameter))
            {
                throw new InvalidOperationException(
                    $"{GetType().Name}: '{path}' belongs to no part with a name. Add the layer first: var layer = Add(\"name\", new …).");
            }
        }

        _body = body;
    }

    internal override void Describe(Shape input, string path, List<LayerSummary> rows)
    {
        Dictionary<Module, string> paths = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, Module module) in Descendants())
            paths.TryAdd(module, name);
        var inner = new List<LayerSummary>();
        Body.Describe(input, "", inner);
        rows.AddRange(inner.Select(row => row with
        {
            Path = Join(path, row.Source is not null && paths.TryGetValue(row.Source, out string? own) ? own : row.Path),
        }));
    }

    internal override Layer Fused() => Body.Fused();

    internal override Action<Tensor, Tensor>? Prepare(Shape batch) => Body.Prepare(batch);
}
