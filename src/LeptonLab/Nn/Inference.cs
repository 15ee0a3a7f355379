using LeptonLab.Autograd;

namespace LeptonLab.Nn;

/// <summary>
/// A model made ready for inputs of one shape: neighbouring layers are fused, weights are transformed and packed once,
/// memory is planned once. A run allocates nothing, so it takes the same time every time; that matters to a camera.
/// </summary>
/// <remarks>
/// It gives the same bits as <see cref="Layer.Forward"/>. When the weights change, by training or by loading, the next run
/// prepares them again. One session is for one thread at a time.
/// </remarks>
public sealed class Inference
{
    private readonly List<(Action<Tensor, Tensor> Run, Tensor Output)> _steps = [];

    /// <summary>Prepares a model.</summary>
    /// <param name="model">The model; it is shared, not copied.</param>
    /// <param name="input">The shape of the inputs with the batch axis, such as [1, 256, 256, 3].</param>
    /// <exception cref="ShapeException">Inputs of this shape do not fit the model.</exception>
    public Inference(Layer model, Shape input)
    {
        if (input.Rank < 2)
            throw new ShapeException($"A model takes a batch of samples, [batch, …]; it got {input}.");
        model.OutputShape(input.DropFirst());
        InputShape = input;
        OutputShape = input;
        foreach (Layer layer in model is Sequential sequential ? sequential.Fuse().Layers : [model])
        {
            Shape shape = layer.OutputShape(OutputShape.DropFirst()).Prepend(input[0]);
            if (layer is Flatten && _steps.Count > 0)
                _steps.Add((static (_, _) => { }, _steps[^1].Output.Reshape(shape)));
            else
                _steps.Add((layer.Prepare(OutputShape) ?? Eager(layer), Planned(shape)));
            OutputShape = shape;
        }
    }

    /// <summary>The shape of the inputs.</summary>
    public Shape InputShape { get; }

    /// <summary>The shape of the result.</summary>
    public Shape OutputShape { get; }

    /// <summary>Computes the model's output.</summary>
    /// <param name="x">The inputs, of <see cref="InputShape"/>.</param>
    /// <returns>The output. It is the same tensor every time, overwritten by the next run: clone what you keep.</returns>
    /// <exception cref="ShapeException">The inputs have another shape.</exception>
    public Tensor Run(Tensor x)
    {
        if (x.Shape != InputShape)
        {
            throw new ShapeException(
                $"This session was prepared for inputs {InputShape}; it got {x.Shape}. Make a new Inference for them.");
        }

        foreach ((_, Tensor output) in _steps)
        {
            if (x.SharesMemoryWith(output))
                throw new ArgumentException("The input is this session's own output, which the run overwrites: pass a Clone() of it.");
        }

        foreach ((Action<Tensor, Tensor> run, Tensor output) in _steps)
        {
            run(x, output);
            x = output;
        }

        return x;
    }

    internal static Tensor Planned(Shape shape)
    {
        var tensor = new Tensor(shape);
        TensorScope.Current?.KeepForGood(tensor);
        return tensor;
    }

    // A layer of the user's own has no kernel that writes into given memory.
    private static Action<Tensor, Tensor> Eager(Layer layer) => (x, y) =>
    {
        bool training = layer.IsTraining;
        layer.Eval();
        using (Tape.Pause())
        using (TensorScope.Begin())
            layer.Call(x).AsSpan().CopyTo(y.AsSpan());
        if (training)
            layer.Train();
    };
}
