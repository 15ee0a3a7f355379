using System.Text;

namespace LeptonLab.Nn;

/// <summary>
/// Layers one after another. Their weights are drawn from seed 0 unless you call <see cref="Module.Initialize(ulong)"/>:
/// the same program gives the same model.
/// </summary>
public sealed partial class Sequential : Layer
{
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
            catch (ShapeException misfit)
            {
                throw new ShapeException(
                    $"Layer {i + 1} of {_layers.Length}, {_layers[i]}, {misfit.Message.TrimEnd('.')}.{Trail(input, i)}");
            }
        }

        return shape;
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Summary(input).MultiplyAdds;

    /// <summary>The table of layers, output shapes, parameters and multiply-adds.</summary>
    /// <param name="input">The shape of one sample, such as [256, 256, 3].</param>
    /// <exception cref="ShapeException">Samples of this shape do not fit.</exception>
    public ModelSummary Summary(Shape input)
    {
        OutputShape(input);
        var rows = new List<LayerSummary>();
        Shape shape = input;
        foreach (Layer layer in _layers)
        {
            Shape output = layer.OutputShape(shape);
            rows.Add(new LayerSummary(layer.Description, output, layer.ParameterCount, layer.MultiplyAdds(shape)));
            shape = output;
        }

        return new ModelSummary(input, rows);
    }

    private string Trail(Shape input, int layers)
    {
        var trail = new StringBuilder($" The shapes so far: input {input}");
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
