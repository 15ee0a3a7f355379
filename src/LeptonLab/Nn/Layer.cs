using LeptonLab.Autograd;
using LeptonLab.Formatters;

namespace LeptonLab.Nn;

/// <summary>
/// A module that computes one tensor from one. To write your own, implement <see cref="Forward"/> with the operations of
/// <c>LeptonLab.Ops</c>, and <see cref="OutputShape"/>; get parameters by <see cref="Module.AddParameter"/> and parts by
/// <see cref="Module.Add"/>, and let parts compute by <see cref="Call"/>.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public abstract class Layer : Module
{
    private event Action<Layer, Tensor, Tensor>? Computed;

    /// <summary>Computes the output for a batch; the first axis counts the samples.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The shape of the output for one sample, both without the batch axis.</summary>
    /// <exception cref="ShapeException">Samples of this shape do not fit.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>The multiply-adds of a forward pass over one sample.</summary>
    public virtual long MultiplyAdds(Shape input) => 0;

    /// <summary>The table of the layers inside: output shapes, parameters, multiply-adds, memory.</summary>
    /// <param name="input">The shape of one sample, such as [256, 256, 3].</param>
    /// <exception cref="ShapeException">Samples of this shape do not fit.</exception>
    public ModelSummary Summary(Shape input)
    {
        OutputShape(input);
        var rows = new List<LayerSummary>();
        Describe(input, "", rows);
        return new ModelSummary(input, rows);
    }

    /// <summary><see cref="Forward"/>, and tells those who asked by <see cref="OnForward"/>. What a layer calls its parts by.</summary>
    public Tensor Call(Tensor x)
    {
        Tensor y = Forward(x);
        Computed?.Invoke(this, x, y);
        return y;
    }

    /// <summary>Has a function see this layer's input and output, whenever a model with this layer computes.</summary>
    /// <param name="see">Takes the layer, its input and its output.</param>
    /// <returns>Dispose it to stop.</returns>
    /// <remarks>A trainer and an <see cref="Inference"/> fuse neighbouring layers, which are not seen on their own then.</remarks>
    public IDisposable OnForward(Action<Layer, Tensor, Tensor> see)
    {
        Computed += see;
        return new Hook(() => Computed -= see);
    }

    /// <summary>
    /// Makes the layer ready for batches of one shape, as it is in use and not in training: a function that writes the
    /// output for an input and allocates nothing; null if this kind of layer has none.
    /// </summary>
    internal virtual Action<Tensor, Tensor>? Prepare(Shape batch) => null;

    /// <summary>
    /// This layer with neighbours joined where one step can do their work; itself where there is nothing to join. It shares
    /// the weights.
    /// </summary>
    internal virtual Layer Fused() => this;

    /// <summary>Adds the layer's rows to a table.</summary>
    internal virtual void Describe(Shape input, string path, List<LayerSummary> rows) => rows.Add(
        new LayerSummary(Description, OutputShape(input), ParameterCount, MultiplyAdds(input)) { Path = path, Source = this });

    /// <summary><see cref="Prepare"/>, or the forward pass for layers without it, such as a user's own.</summary>
    internal static Action<Tensor, Tensor> Ready(Layer layer, Shape batch) => layer.Prepare(batch) ?? Eager(layer);

    /// <summary>Memory for a result, kept as long as the plan that writes to it.</summary>
    internal static Tensor Planned(Shape shape, Device? device = null)
    {
        var tensor = new Tensor(shape, device);
        TensorScope.Current?.KeepForGood(tensor);
        return tensor;
    }

    /// <summary>The forward pass, as the layer is in use.</summary>
    internal static Action<Tensor, Tensor> Eager(Layer layer) => (x, y) =>
    {
        bool training = layer.IsTraining;
        layer.Eval();
        using (Tape.Pause())
        using (TensorScope.Begin())
            y.CopyFrom(layer.Call(x));
        if (training)
            layer.Train();
    };

    private sealed class Hook(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
