namespace LeptonLab.Nn;

/// <summary>
/// A body and a way around it: y = body(x) + shortcut(x) (He et al., "Deep Residual Learning for Image Recognition", CVPR
/// 2016, eq. 1 and 2). Without a shortcut layer x itself is added.
/// </summary>
public sealed class Residual : Layer
{
    private readonly Layer _body;
    private readonly Layer? _shortcut;
    private readonly bool _rectified;

    /// <summary>Makes the layer.</summary>
    /// <param name="body">What is computed of x.</param>
    /// <param name="shortcut">What is added to it, such as a 1×1 convolution; x itself if left out.</param>
    public Residual(Layer body, Layer? shortcut = null)
    {
        _body = Add("body", body);
        if (shortcut is not null)
            _shortcut = Add("shortcut", shortcut);
    }

    private Residual(Residual plain, bool rectified)
        : this(plain._body.Fused(), plain._shortcut?.Fused()) => (_rectified, Name, Original) = (rectified, plain.Name, plain);

    internal Layer Body => _body;

    internal Layer? Shortcut => _shortcut;

    /// <summary>Whether a ReLU is part of it; only in fused models.</summary>
    internal bool Rectified => _rectified;

    /// <inheritdoc/>
    public override string Description => "Residual" + (_rectified ? " + Relu" : "");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor around = _shortcut is null ? x : _shortcut.Call(x);
        Tensor y = _body.Call(x);
        return _rectified ? Ops.AddRelu.Apply(y, around) : Ops.Add.Apply(y, around);
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The body and the shortcut give different shapes.</exception>
    public override Shape OutputShape(Shape input)
    {
        Shape body = _body.OutputShape(input), around = _shortcut?.OutputShape(input) ?? input;
        return body == around
            ? body
            : throw new ShapeException(
                $"adds two ways of the same shape; for {input} the body gives {body} and the shortcut {around}. "
                + (_shortcut is null ? "Give it a shortcut, such as a 1×1 convolution with the body's stride" : "Their strides and channels must be equal"));
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _body.MultiplyAdds(input) + (_shortcut?.MultiplyAdds(input) ?? 0);

    internal Residual WithRelu() => new(this, rectified: true);

    internal override Layer Fused() => new Residual(this, rectified: false);

    internal override void Describe(Shape input, string path, List<LayerSummary> rows)
    {
        _body.Describe(input, Join(path, "body"), rows);
        _shortcut?.Describe(input, Join(path, "shortcut"), rows);
        rows.Add(new LayerSummary("Add", OutputShape(input), 0, 0) { Path = path, Source = this });
    }

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Shape output = OutputShape(batch.DropFirst()).Prepend(batch[0]);
        Action<Tensor, Tensor> body = Ready(_body, batch);
        Action<Tensor, Tensor>? shortcut = _shortcut is null ? null : Ready(_shortcut, batch);
        Tensor inside = Planned(output);
        Tensor? around = _shortcut is null ? null : Planned(output);
        Ops.Add.IKernel add = Device.Cpu.Kernel<Ops.Add.IKernel>();
        Ops.AddRelu.IKernel addRelu = Device.Cpu.Kernel<Ops.AddRelu.IKernel>();
        Ops.BroadcastGeometry same = Ops.BroadcastGeometry.Of("Add", output, output);
        return (x, y) =>
        {
            body(x, inside);
            shortcut?.Invoke(x, around!);
            if (_rectified)
                addRelu.Forward(inside, around ?? x, y);
            else
                add.Forward(inside, around ?? x, y, same);
        };
    }
}
