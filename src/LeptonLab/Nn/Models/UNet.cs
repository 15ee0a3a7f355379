namespace LeptonLab.Nn.Models;

/// <summary>
/// A small U-Net, which gives every pixel a class (Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for
/// Biomedical Image Segmentation", MICCAI 2015): on the way down two 3×3 convolutions and a 2×2 max-pooling at every level,
/// twice the channels at the next; on the way up a 2×2 transposed convolution, the maps of the same level from the way
/// down beside it, two convolutions. With padding and batch normalization, unlike the paper, so that the output has the
/// input's size: [height, width, channels] to [height, width, classes] logits.
/// </summary>
public sealed class UNet : CompositeLayer
{
    private readonly int _levels;

    /// <summary>Makes the network.</summary>
    /// <param name="channels">The images' channels.</param>
    /// <param name="classes">Classes of a pixel.</param>
    /// <param name="width">Channels of the uppermost level; the paper has 64.</param>
    /// <param name="levels">How often the image is halved; the paper has 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public UNet(int channels, int classes, int width = 16, int levels = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(levels);
        _levels = levels;
        Layer trunk = Add("trunk", Level(channels, width, levels));
        Conv2d head = Add("head", new Conv2d(width, classes, kernel: 1));
        Compose(trunk, head);
    }

    /// <inheritdoc/>
    public override string Description => $"U-Net, {_levels} levels";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        int multiple = 1 << _levels;
        if (input.Rank == 3 && (input[0] % multiple != 0 || input[1] % multiple != 0))
        {
            throw new ShapeException(
                $"expects images whose height and width are multiples of {multiple}, because {_levels} levels halve them; got {input}");
        }

        return base.OutputShape(input);
    }

    private static Sequential Level(int @in, int width, int below)
    {
        if (below == 0)
            return Convolutions(@in, width);
        var inner = new Sequential(
            new MaxPool2d(2),
            Level(width, 2 * width, below - 1),
            new ConvTranspose2d(2 * width, width, kernel: 2, stride: 2) { Name = "up" });
        return new Sequential(Convolutions(@in, width), new Skip(inner), Convolutions(2 * width, width));
    }

    private static Sequential Convolutions(int @in, int @out) => new(
        new Conv2d(@in, @out, kernel: 3, padding: 1, bias: false), new BatchNorm2d(@out), new Relu(),
        new Conv2d(@out, @out, kernel: 3, padding: 1, bias: false), new BatchNorm2d(@out), new Relu());
}
