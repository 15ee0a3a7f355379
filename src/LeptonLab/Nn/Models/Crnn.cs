using LeptonLab.Training;

namespace LeptonLab.Nn.Models;

/// <summary>
/// Reads a line of text in an image: convolutions, whose columns are a sequence, two bidirectional LSTMs, and for every
/// column the logits of the characters and of the blank, class 0, for <see cref="Ops.CtcLoss"/> (Shi, Bai and Yao, "An
/// End-to-End Trainable Neural Network for Image-based Sequence Recognition", TPAMI 39(11), 2017).
/// [32, width, channels] to [width / 4, classes + 1].
/// </summary>
public sealed class Crnn : CompositeLayer
{
    /// <summary>The height of a line, in pixels.</summary>
    public const int Height = 32;

    private Crnn(string description, Layer maps, int features, int hidden, int characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(characters);
        Description = description;
        Add("maps", maps);
        Lstm reader = Add("reader", new Lstm(features, hidden, layers: 2, bidirectional: true));
        Linear head = Add("head", new Linear(2 * hidden, characters + 1));
        Compose(maps, new ColumnsToSequence(), reader, head);
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>A network that a laptop trains in a minute: 16, 32, 48 and 64 kernels, 48 units a direction.</summary>
    /// <param name="characters">How many characters there are; their classes are 1, 2, ….</param>
    /// <param name="channels">The images' channels.</param>
    public static Crnn CreateSmall(int characters, int channels = 1)
    {
        var maps = new Sequential(
            new Conv2d(channels, 16, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Conv2d(16, 32, kernel: 3, padding: 1, bias: false), new BatchNorm2d(32), new Relu(), new MaxPool2d(2),
            new Conv2d(32, 48, kernel: 3, padding: 1, bias: false), new BatchNorm2d(48), new Relu(), new MaxPool2d((2, 1)),
            new Conv2d(48, 64, kernel: 3, padding: 1, bias: false), new BatchNorm2d(64), new Relu(), new MaxPool2d((2, 1)));
        return new Crnn("Crnn, small", maps, 2 * 64, 48, characters);
    }

    /// <summary>The network of the paper (table 1), with 8.3 million parameters.</summary>
    /// <param name="characters">How many characters there are; 36 in the paper.</param>
    /// <param name="channels">The images' channels.</param>
    public static Crnn Create(int characters = 36, int channels = 1)
    {
        var maps = new Sequential(
            new Conv2d(channels, 64, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Conv2d(64, 128, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Conv2d(128, 256, kernel: 3, padding: 1), new Relu(),
            new Conv2d(256, 256, kernel: 3, padding: 1), new Relu(), new MaxPool2d((2, 1)),
            new Conv2d(256, 512, kernel: 3, padding: 1), new BatchNorm2d(512), new Relu(),
            new Conv2d(512, 512, kernel: 3, padding: 1), new BatchNorm2d(512), new Relu(), new MaxPool2d((2, 1)),
            new Conv2d(512, 512, kernel: 2), new Relu());
        return new Crnn("Crnn", maps, 512, 256, characters);
    }

    /// <summary>The CTC loss of a batch, see <see cref="Ops.CtcLoss"/>.</summary>
    /// <param name="images">[batch, 32, width, channels].</param>
    /// <param name="texts">What stands there: classes from 1.</param>
    public Tensor Loss(Tensor images, int[][] texts) => Ops.CtcLoss.Apply(Call(images.On(Device)), texts);

    /// <summary>What the network reads in each image: classes from 1.</summary>
    public int[][] Read(Tensor images)
    {
        using (Autograd.Tape.Pause())
            return CtcDecoder.Greedy(Call(images.On(Device)));
    }
}
