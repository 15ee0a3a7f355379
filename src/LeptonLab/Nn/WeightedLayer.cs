namespace LeptonLab.Nn;

/// <summary>
/// A layer with a weight and, unless it was made without, a bias. The weight is drawn after He et al. ("Delving Deep into
/// Rectifiers", ICCV 2015, eq. 10): normal with mean 0 and variance 2 / fan-in, fan-in being the number of terms in one
/// output's sum. The bias starts at 0.
/// </summary>
/// <remarks>
/// The last layer of a model is drawn a hundred times smaller than the others: its logits are then close to 0, and a classifier
/// of C classes starts undecided, with a loss of log C, whatever its features are.
/// </remarks>
public abstract class WeightedLayer : Layer
{
    internal const float HeadScale = 0.01f;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    private protected WeightedLayer(Shape weightShape, int outputs, int fanIn, bool bias)
    {
        _weight = AddParameter("weight", weightShape, (weight, random) =>
            Initializers.Normal((IsHead ? HeadScale : 1) * MathF.Sqrt(2f / fanIn))(weight, random));
        _bias = bias ? AddParameter("bias", [outputs]) : null;
    }

    /// <summary>The weight.</summary>
    public Tensor Weight => _weight;

    /// <summary>The bias, one number for each output; null if there is none.</summary>
    public Tensor? Bias => _bias?.Value;

    internal bool HasBias => _bias is not null;
}
