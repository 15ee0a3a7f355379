using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>
/// A layer with a weight and a bias, drawn when somebody first asks for them. The weight is drawn after He et al.
/// ("Delving Deep into Rectifiers", ICCV 2015, eq. 10): normal with mean 0 and variance 2 / fan-in, fan-in being the
/// number of terms in one output's sum. The bias starts at 0.
/// </summary>
public abstract class WeightedLayer : Layer
{
    private readonly Shape _weightShape;
    private readonly Shape _biasShape;
    private readonly int _fanIn;
    private Tensor? _weight;
    private Tensor? _bias;

    private protected WeightedLayer(Shape weightShape, int outputs, int fanIn)
    {
        _weightShape = weightShape;
        _biasShape = [outputs];
        _fanIn = fanIn;
    }

    /// <summary>The weight.</summary>
    public Tensor Weight => Drawn()._weight!;

    /// <summary>The bias, one number for each output.</summary>
    public Tensor Bias => Drawn()._bias!;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Parameters => [Weight, Bias];

    internal override bool IsInitialized => _weight is not null;

    /// <inheritdoc/>
    public override void Initialize(RandomStream random)
    {
        float deviation = MathF.Sqrt(2f / _fanIn);
        Tensor drawn = Tensor.Normal(_weightShape, random, mean: 0, standardDeviation: deviation);
        if (_weight is null)
        {
            _weight = drawn;
            _bias = Tensor.Zeros(_biasShape);
            _weight.RequiresGrad = _bias.RequiresGrad = true;
            TensorScope.Current?.KeepForGood(_weight);
            TensorScope.Current?.KeepForGood(_bias);
            return;
        }

        drawn.AsSpan().CopyTo(_weight.AsSpan());
        _bias!.AsSpan().Clear();
    }

    private WeightedLayer Drawn()
    {
        if (_weight is null)
            Initialize(new RandomStream(seed: 0));
        return this;
    }
}
