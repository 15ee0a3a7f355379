namespace LeptonLab.Nn;

/// <summary>
/// A layer with a weight and, unless it was made without, a bias. The weight is drawn after He et al. ("Delving Deep into
/// Rectifiers", ICCV 2015, eq. 10): normal with mean 0 and variance 2 / fan-in, fan-in being the number of terms in one
/// output's sum. The bias starts at 0.
/// </summary>
public abstract class WeightedLayer : Layer
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    private protected WeightedLayer(Shape weightShape, int outputs, int fanIn, bool bias)
    {
        _weight = AddParameter("weight", weightShape, (weight, random) => WeightInitializer(fanIn)(weight, random));
        _bias = bias ? AddParameter("bias", [outputs]) : null;
    }

    /// <summary>The weight.</summary>
    public Tensor Weight => _weight;

    /// <summary>The bias, one number for each output; null if there is none.</summary>
    public Tensor? Bias => _bias?.Value;

    internal bool HasBias => _bias is not null;

    private protected virtual Initializer WeightInitializer(int fanIn) => Initializers.He(fanIn);
}
