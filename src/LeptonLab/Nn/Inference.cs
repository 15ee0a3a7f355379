namespace LeptonLab.Nn;

/// <summary>
/// A model made ready for inputs of one shape: neighbouring layers are fused, weights are transformed and packed once,
/// memory is planned once. A run allocates nothing, so it takes the same time every time; that matters to a camera.
/// </summary>
/// <remarks>
/// It gives the same bits as <see cref="Layer.Forward"/>, except that a batch normalization is folded into the convolution
/// before it, which rounds differently. When the weights change, by training or by loading, the next run
/// prepares them again. One session is for one thread at a time. On other devices than the processor a run is the model's
/// forward pass.
/// </remarks>
public sealed class Inference
{
    private readonly Layer _model;
    private readonly Parameter? _parameter; // tells where the model is, and allocates nothing
    private Device _device;
    private Action<Tensor, Tensor> _run;
    private Tensor _output;

    /// <summary>Prepares a model.</summary>
    /// <param name="model">The model; it is shared, not copied.</param>
    /// <param name="input">The shape of the inputs with the batch axis, such as [1, 256, 256, 3].</param>
    /// <exception cref="ShapeException">Inputs of this shape do not fit the model.</exception>
    public Inference(Layer model, Shape input)
    {
        if (input.Rank < 2)
            throw new ShapeException($"A model takes a batch of samples, [batch, …]; it got {input}.");
        InputShape = input;
        OutputShape = model.OutputShape(input.DropFirst()).Prepend(input[0]);
        (_model, _parameter) = (model, model.AllParameters().Select(named => named.Value).FirstOrDefault());
        (_device, _run, _output) = Prepare();
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

        if (_parameter is not null && _parameter.Device != _device)
            (_device, _run, _output) = Prepare();
        if (x.Device != _device)
            throw new ArgumentException($"The model is on device {_device}, but its inputs are on {x.Device}: write x.To(model.Device).");
        if (x.SharesMemoryWith(_output))
            throw new ArgumentException("The input is this session's own output, which the run overwrites: pass a Clone() of it.");
        _run(x, _output);
        return _output;
    }

    // Plans and packed weights are the processor's.
    private (Device Device, Action<Tensor, Tensor> Run, Tensor Output) Prepare()
    {
        Device device = _model.Device;
        Layer fused = _model.Fused();
        return (
            device,
            device == Device.Cpu ? Layer.Ready(fused, InputShape) : Layer.Eager(fused),
            Layer.Planned(OutputShape, device));
    }
}
