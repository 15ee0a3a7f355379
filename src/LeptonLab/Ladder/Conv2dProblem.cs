using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Ladders;

/// <summary>
/// A convolution and its gradients. ∂L/∂y is what reaches a convolution through a ReLU and a 2×2 max-pooling: one value of
/// each window, or none; dense kernels find it in <see cref="DY"/>, sparse ones in <see cref="PooledDY"/> and
/// <see cref="Places"/>. Shapes as in <see cref="Ops.Conv2d"/>.
/// </summary>
public sealed class Conv2dProblem : LadderProblem
{
    private const double DeadShare = 0.2;
    private const int ForwardSamples = 256, GradientSamples = 64;

    /// <summary>Draws the operands.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="seed">Chooses the numbers.</param>
    /// <param name="device">Where they are; <see cref="Device.Cpu"/> unless given.</param>
    public Conv2dProblem(Conv2dGeometry geometry, ulong seed = 1, Device? device = null)
    {
        device ??= Device.Cpu;
        Conv2dGeometry g = Geometry = geometry;
        float scale = MathF.Sqrt(2f / (g.KernelHeight * g.KernelWidth * g.In));
        X = Tensor.Uniform([g.Batch, g.Height, g.Width, g.In], new RandomStream(seed, 1)).On(device);
        W = Tensor.Uniform([g.KernelHeight, g.KernelWidth, g.In, g.Out], new RandomStream(seed, 2), -scale, scale).On(device);
        B = Tensor.Uniform([g.Out], new RandomStream(seed, 3), -0.1f, 0.1f).On(device);
        Shape pooled = [g.Batch, g.OutHeight / 2, g.OutWidth / 2, g.Out];
        PooledDY = Tensor.Uniform(pooled, new RandomStream(seed, 4), -1, 1).On(device);
        (Y, DX, DW, DB, PooledY) = (new(g.OutputShape, device), new(X.Shape, device), new(W.Shape, device), new(B.Shape, device), new(pooled, device));
        Places = new PoolPlaces(PooledY.Count, device);
        PooledPlaces = new PoolPlaces(PooledY.Count, device);
        DY = Tensor.Zeros(g.OutputShape, device);
        Spread(new RandomStream(seed, 5));
    }

    /// <summary>The sizes.</summary>
    public Conv2dGeometry Geometry { get; }

    /// <summary>The images.</summary>
    public Tensor X { get; }

    /// <summary>The kernels.</summary>
    public Tensor W { get; }

    /// <summary>The bias.</summary>
    public Tensor B { get; }

    /// <summary>∂L/∂y, of which at most a quarter is not zero.</summary>
    public Tensor DY { get; }

    /// <summary>∂L/∂ of the pooled values.</summary>
    public Tensor PooledDY { get; }

    /// <summary>Which value of each window the pooled gradient belongs to.</summary>
    public PoolPlaces Places { get; }

    /// <summary>The result of a forward pass.</summary>
    public Tensor Y { get; }

    /// <summary>The result of a forward pass with ReLU and pooling.</summary>
    public Tensor PooledY { get; }

    /// <summary>The other result of a forward pass with ReLU and pooling: which value of each window won.</summary>
    public PoolPlaces PooledPlaces { get; }

    /// <summary>∂L/∂x.</summary>
    public Tensor DX { get; }

    /// <summary>∂L/∂w.</summary>
    public Tensor DW { get; }

    /// <summary>∂L/∂b.</summary>
    public Tensor DB { get; }

    /// <inheritdoc/>
    public override string Description =>
        $"convolution {Geometry.KernelHeight}×{Geometry.KernelWidth}, {Geometry.In}→{Geometry.Out} channels, "
        + $"{Geometry.Height}×{Geometry.Width} pixels, batch {Geometry.Batch}";

    /// <inheritdoc/>
    public override long MultiplyAdds(RungPass pass) => Geometry.MultiplyAdds;

    /// <inheritdoc/>
    public override long Bytes(RungPass pass) => sizeof(float) * pass switch
    {
        RungPass.Forward => (long)X.Count + W.Count + B.Count + Y.Count,
        RungPass.ForwardPooled => (long)X.Count + W.Count + B.Count + PooledY.Count + PooledY.Count / 4,
        RungPass.WeightGradient => (long)X.Count + DY.Count + DW.Count + DB.Count,
        _ => (long)W.Count + DY.Count + DX.Count,
    };

    /// <inheritdoc/>
    public override void Reset(RungPass pass)
    {
        foreach (Tensor result in new[] { Y, PooledY, DX, DW, DB })
            result.AsSpan().Fill(float.NaN);
    }

    /// <inheritdoc/>
    public override double Difference(RungPass pass)
    {
        var difference = new RelativeDifference();
        var truth = new Conv2dTruth(this);
        switch (pass)
        {
            case RungPass.Forward:
                Sample(Y, ForwardSamples, truth.Y);
                break;
            case RungPass.ForwardPooled:
                Sample(PooledY, ForwardSamples, truth.PooledY);
                break;
            case RungPass.WeightGradient:
                Sample(DW, GradientSamples, truth.DW);
                double weights = difference.Value;
                difference = default;
                Sample(DB, GradientSamples, truth.DB);
                return Math.Max(weights, difference.Value);
            default:
                Sample(DX, ForwardSamples, truth.DX);
                break;
        }

        return difference.Value;

        // The first, the last, and some between.
        void Sample(Tensor result, int count, Func<int, double> compute)
        {
            var random = new RandomStream(seed: 99);
            ReadOnlySpan<float> values = result.Values;
            for (int sample = 0; sample < count && values.Length > 0; sample++)
            {
                int index = sample == 0 ? 0 : sample == 1 ? values.Length - 1 : random.NextInt32(values.Length);
                difference.Add(compute(index), values[index]);
            }
        }
    }

    private void Spread(RandomStream random)
    {
        Span<byte> places = Places.AsSpan();
        ReadOnlySpan<float> pooled = PooledDY.Values;
        Span<float> dense = DY.AsSpan();
        int at = 0;
        for (int n = 0; n < Geometry.Batch; n++)
        {
            for (int i = 0; i < Geometry.OutHeight / 2; i++)
            {
                for (int j = 0; j < Geometry.OutWidth / 2; j++)
                {
                    for (int o = 0; o < Geometry.Out; o++, at++)
                    {
                        int place = random.NextInt32(4);
                        bool dead = random.NextSingle() < DeadShare;
                        places[at] = dead ? PoolPlaces.Dead : (byte)place;
                        if (!dead)
                            dense[Geometry.Y(n, 2 * i + place / 2, 2 * j + place % 2, o)] = pooled[at];
                    }
                }
            }
        }
    }
}
