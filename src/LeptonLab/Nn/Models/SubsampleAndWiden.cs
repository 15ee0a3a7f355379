namespace LeptonLab.Nn.Models;

/// <summary>
/// The parameter-free shortcut of residual networks (He et al., CVPR 2016, §3.3, option A): takes every stride-th pixel of
/// [batch, height, width, in] and appends channels of zeros: [batch, ⌈height/stride⌉, ⌈width/stride⌉, out].
/// </summary>
public sealed class SubsampleAndWiden : Layer
{
    private readonly int _in;
    private readonly int _out;
    private readonly int _stride;

    /// <summary>Makes the layer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or there are fewer channels out than in.</exception>
    public SubsampleAndWiden(int @in, int @out, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfLessThan(@out, @in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        (_in, _out, _stride) = (@in, @out, stride);
    }

    internal int Stride => _stride;

    internal int NewChannels => _out - _in;

    /// <inheritdoc/>
    public override string Description => $"Subsample 1/{_stride}, {_in}→{_out}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor y = _stride == 1 ? x : Ops.AvgPool2d.Apply(x, kernel: 1, stride: _stride);
        return _in == _out ? y : Ops.Pad.Apply(y, [(0, 0), (0, 0), (0, 0), (0, _out - _in)]);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3 && input[2] == _in
        ? [(input[0] + _stride - 1) / _stride, (input[1] + _stride - 1) / _stride, _out]
        : throw new ShapeException($"expects images [height, width, {_in}]; got {input}");

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => (x, y) =>
    {
        ReadOnlySpan<float> from = x.Values;
        Span<float> to = y.AsSpan();
        (int height, int width) = (batch[1], batch[2]);
        int at = 0;
        for (int n = 0; n < batch[0]; n++)
        {
            for (int i = 0; i < height; i += _stride)
            {
                for (int j = 0; j < width; j += _stride, at += _out)
                {
                    from.Slice(((n * height + i) * width + j) * _in, _in).CopyTo(to[at..]);
                    to.Slice(at + _in, _out - _in).Clear();
                }
            }
        }
    };
}
