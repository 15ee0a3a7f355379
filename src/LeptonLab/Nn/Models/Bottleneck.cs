namespace LeptonLab.Nn.Models;

/// <summary>
/// The block of ResNet-50: a 1×1 convolution down to fewer channels, a 3×3, a 1×1 up to four times as many, and a way
/// around them (He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, figure 5 right). The parts have
/// torchvision's names.
/// </summary>
public sealed class Bottleneck : CompositeLayer
{
    /// <summary>Output channels for each channel inside.</summary>
    public const int Expansion = 4;

    /// <summary>Makes the block.</summary>
    /// <param name="in">Input channels.</param>
    /// <param name="channels">Channels inside; a quarter of the output's.</param>
    /// <param name="stride">Of the convolution that halves the image.</param>
    /// <param name="strideInFirst">
    /// Whether that is the first 1×1, as in the paper, or the 3×3, as torchvision's weights want it, at some more cost and
    /// half a percent more accuracy.
    /// </param>
    /// <param name="lastWeight">Where the scale of the third normalization starts, see <see cref="BasicBlock"/>.</param>
    public Bottleneck(int @in, int channels, int stride = 1, bool strideInFirst = false, float lastWeight = 1)
    {
        int @out = Expansion * channels;
        Conv2d conv1 = Add("conv1", new Conv2d(@in, channels, kernel: 1, stride: strideInFirst ? stride : 1, bias: false));
        BatchNorm2d bn1 = Add("bn1", new BatchNorm2d(channels));
        Conv2d conv2 = Add("conv2", new Conv2d(channels, channels, kernel: 3, stride: strideInFirst ? 1 : stride, padding: 1, bias: false));
        BatchNorm2d bn2 = Add("bn2", new BatchNorm2d(channels));
        Conv2d conv3 = Add("conv3", new Conv2d(channels, @out, kernel: 1, bias: false));
        BatchNorm2d bn3 = Add("bn3", new BatchNorm2d(@out, weight: lastWeight));
        Layer? around = Shortcuts.Make(@in, @out, stride, Shortcut.Projection);
        if (around is not null)
            Add("downsample", around);
        Compose(new Residual(new Sequential(conv1, bn1, new Relu(), conv2, bn2, new Relu(), conv3, bn3), around), new Relu());
    }
}
