using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>
/// Adds to every entry of a sequence where it stands (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.5):
/// <code>
/// P[t, 2i] = sin(t / 10000^(2i / features))
/// P[t, 2i + 1] = cos(t / 10000^(2i / features))
/// </code>
/// Takes and gives [batch, time, features]. Nothing is learnt, and no sequence is too long.
/// </summary>
public sealed class SinusoidalPositions : Layer
{
    private readonly int _features;
    private float[] _table = [];

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public SinusoidalPositions(int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        _features = features;
    }

    internal int Features => _features;

    /// <inheritdoc/>
    public override string Description => $"SinusoidalPositions {_features}";

    /// <summary>P, the position at t [count, features], from position <paramref name="first"/> on.</summary>
    /// <param name="first">The first position, 0 or later.</param>
    /// <param name="count">How many.</param>
    public Tensor Positions(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Grow(checked(first + count));
        return Tensor.From(_table.AsSpan(first * _features, count * _features), [count, _features]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, first: 0);

    /// <summary>The same where the first entry stands at another position: for decoding.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="first">The position of the first entry.</param>
    public Tensor Forward(Tensor x, int first)
    {
        SequenceShape.Check(this, x.Shape, _features);
        return x + Positions(first, x.Shape[1]).To(x.Device);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => SequenceShape.Sample(input, _features);

    /// <summary>10000^(2i / features): the positions in which the angle of feature f = 2i or 2i + 1 grows by one radian.</summary>
    internal double Wavelength(int f) => PortableMath.Exp(PortableMath.Log(10000) * (f - f % 2) / _features);

    // A longer table begins with the shorter one, so all lengths see the same positions.
    private void Grow(int count)
    {
        int known = _table.Length / _features;
        if (count <= known)
            return;
        var table = new float[checked(Math.Max(count, 2 * known) * _features)];
        for (int f = 0; f < _features; f++)
        {
            double wavelength = Wavelength(f);
            for (int t = 0; t < table.Length / _features; t++)
                table[t * _features + f] = (float)(f % 2 == 0 ? PortableMath.Sin(t / wavelength) : PortableMath.Cos(t / wavelength));
        }

        _table = table;
    }
}
