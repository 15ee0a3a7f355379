namespace LeptonLab.Nn;

/// <summary>
/// The way around a part of a Transformer layer, with its normalization and dropout, see <see cref="TransformerEncoderLayer"/>.
/// </summary>
internal sealed class SubLayer(LayerNorm norm, Dropout dropout, bool preNorm)
{
    internal Tensor Forward(Tensor x, Func<Tensor, Tensor> part) => preNorm
        ? x + dropout.Call(part(norm.Call(x)))
        : norm.Call(x + dropout.Call(part(x)));
}
