namespace LeptonLab.Nn.Models;

/// <summary>
/// A Transformer that sees (Dosovitskiy et al., "An Image is Worth 16×16 Words", ICLR 2021): the image is cut into patches,
/// each becomes an entry, one more entry gathers the answer, positions are learnt, layers normalize first. From
/// [side, side, channels] to [classes].
/// </summary>
/// <remarks>
/// "Tiny" has 192 features, 3 heads and 12 layers, as in DeiT (Touvron et al., ICML 2021, table 1), with 5.7 million
/// parameters for 224×224 images, patches of 16×16 and 1000 classes.
/// </remarks>
public sealed class VisionTransformer : CompositeLayer
{
    private readonly int _patch;

    /// <summary>Makes the model; the sizes of "tiny" unless told otherwise.</summary>
    /// <param name="side">The side of the images, in pixels.</param>
    /// <param name="patch">The side of a patch, in pixels; it divides the image's.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="features">Numbers for a patch.</param>
    /// <param name="heads">Attentions side by side.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="dropout">The share of numbers dropped in training.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or does not divide another as it must.</exception>
    public VisionTransformer(
        int side = 224,
        int patch = 16,
        int classes = 1000,
        int channels = 3,
        int features = 192,
        int heads = 3,
        int layers = 12,
        float dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        if (side % patch != 0)
            throw new ArgumentException($"Patches of {patch}×{patch} do not fill an image of {side}×{side}: {side} / {patch} leaves {side % patch}.");
        _patch = patch;
        int patches = side / patch * (side / patch);
        Conv2d cut = Add("patches", new Conv2d(channels, features, kernel: patch, stride: patch));
        ClassToken token = Add("token", new ClassToken(features));
        LearntPositions positions = Add("positions", new LearntPositions(patches + 1, features));
        Dropout drop = Add("dropout", new Dropout(dropout));
        TransformerEncoderLayer[] encoder = [.. Enumerable.Range(0, layers).Select(i => Add(
            $"layer_{i}", new TransformerEncoderLayer(features, heads, 4 * features, dropout, normFirst: true, activation: new Gelu())))];
        LayerNorm norm = Add("norm", new LayerNorm(features));
        Linear head = Add("head", new Linear(features, classes));
        Compose([cut, new PixelsToSequence(), token, positions, drop, .. encoder, norm, new FirstEntry(), head]);
    }

    /// <inheritdoc/>
    public override string Description => $"Vision Transformer, patches of {_patch}×{_patch}";
}
