using System.Text;

namespace LeptonLab.Nn;

/// <summary>
/// Layers one after another. Their weights are drawn from seed 0 unless you call <see cref="Module.Initialize(ulong)"/>:
/// the same program gives the same model.
/// </summary>
public sealed partial class Sequential : Layer
{
    private const string TrailStart = " The shapes so far:";
    private readonly Layer[] _layers;

    /// <summary>Puts layers in a row and names those that have no name: <c>conv2d_1</c>, <c>relu_1</c>, <c>conv2d_2</c> …</summary>
    /// <exception cref="ArgumentException">Two layers have the same name, or one stands there twice.</exception>
    public Sequential(params Layer[] layers)
    {
        _layers = layers;
        NameLayers();
        foreach (Layer layer in layers)
            Add(layer.Name!, layer);
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override string Description => $"Sequential, {_layers.Length} layers";

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The batch does not fit a layer; nothing has been computed then.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape.Rank < 2)
            throw new ShapeException($"A model takes a batch of samples, [batch, …]; it got {x.Shape}.");
        OutputShape(x.Shape.DropFirst());
        foreach (Layer layer in _layers)
            x = layer.Call(x);
        return x;
    }

    /// <summary>The outputs of all layers for a batch, in order: what the model sees inside. Not recorded.</summary>
    public IReadOnlyList<Tensor> Activations(Tensor x)
    {
        OutputShape(x.Shape.DropFirst());
        using (Autograd.Tape.Pause())
        {
            var outputs = new List<Tensor>();
            foreach (Layer layer in _layers)
                outputs.Add(x = layer.Call(x));
            return outputs;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">
    /// Samples of this shape do not fit a layer; the message follows the shape through the layers before it.
    /// </exception>
    public override Shape OutputShape(Shape input)
    {
        Shape shape = input;
        for (int i = 0; i < _layers.Length; i++)
        {
            try
            {
                shape = _layers[i].OutputShape(shape);
            }
            catch (ShapeException misfit) when (misfit.Message.Contains(TrailStart, StringComparison.Ordinal))
            {
                // A model in a model has told the story already.
                throw new ShapeException($"In {_layers[i].Name}: {misfit.Message}");
            }
            catch (ShapeException misfit)
            {
                throw new ShapeException(
                    $"Layer {i + 1} of {_layers.Length}, {_layers[i]}, {misfit.Message.TrimEnd('.')}.{Trail(input, i)}");
            }
        }

        return shape;
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input)
    {
        long sum = 0;
        foreach (Layer layer in _layers)
        {
            sum += layer.MultiplyAdds(input);
            input = layer.OutputShape(input);
        }

        return sum;
    }

    internal override void Describe(Shape input, string path, List<LayerSummary> rows)
    {
        foreach (Layer layer in _layers)
        {
            layer.Describe(input, Join(path, layer.Name!), rows);
            input = layer.OutputShape(input);
        }
    }

    // A result has the memory of the one two steps before, where their shapes are equal: what a step reads and writes then
    // stays in the caches.
    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        var steps = new List<(Action<Tensor, Tensor> Run, Tensor? Output)>();
        for (int i = 0; i < _layers.Length;)
        {
            Action<Tensor, Tensor>? folded = FoldedConvolution.Prepare(_layers.AsSpan(i), batch);
            Layer layer = _layers[i];
            Shape output = layer.OutputShape(batch.DropFirst()).Prepend(batch[0]);
            i += folded is null ? 1 : 2;

            Tensor? before = steps.Count > 0 ? steps[^1].Output : null, reusable = steps.Count > 1 ? steps[^2].Output : null;
            if (layer is Flatten && before is not null && i < _layers.Length)
                steps.Add((static (_, _) => { }, before.Reshape(output)));
            else if (i == _layers.Length)
                steps.Add((folded ?? Ready(layer, batch), null));
            else if (reusable is not null && reusable.Shape == output && !reusable.SharesMemoryWith(before!))
                steps.Add((folded ?? Ready(layer, batch), reusable));
            else
                steps.Add((folded ?? Ready(layer, batch), Planned(output)));
            batch = output;
        }

        (Action<Tensor, Tensor> Run, Tensor? Output)[] plan = [.. steps];
        return (x, y) =>
        {
            foreach ((Action<Tensor, Tensor> run, Tensor? output) in plan)
            {
                run(x, output ?? y);
                x = output ?? y;
            }

            if (plan.Length == 0)
                x.Values.CopyTo(y.AsSpan());
        };
    }

    private string Trail(Shape input, int layers)
    {
        var trail = new StringBuilder($"{TrailStart} input {input}");
        Shape shape = input;
        for (int i = 0; i < layers; i++)
            trail.Append($" → {_layers[i].Name} {shape = _layers[i].OutputShape(shape)}");
        return trail.Append('.').ToString();
    }

    private void NameLayers()
    {
        var counts = new Dictionary<string, int>();
        HashSet<string?> taken = [.. _layers.Select(layer => layer.Name)];
        foreach (Layer layer in _layers)
        {
            string kind = SnakeCase(layer.GetType().Name);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (layer.Name is not null)
                continue;
            while (taken.Contains($"{kind}_{counts[kind]}"))
                counts[kind]++;
            layer.Name = $"{kind}_{counts[kind]}";
        }
    }

    /// <summary>Whether a layer's name is one that a model gave it, such as <c>conv2d_1</c>.</summary>
    internal static bool IsGivenName(string name, Module layer)
    {
        string start = $"{SnakeCase(layer.GetType().Name)}_";
        return name.StartsWith(start, StringComparison.Ordinal) && int.TryParse(name.AsSpan(start.Length), out _);
    }

    // MaxPool2d → max_pool2d
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
