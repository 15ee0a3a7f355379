namespace LeptonLab.Nn.Models;

/// <summary>
/// The block of ResNet-18 and -34: two 3×3 convolutions, each with batch normalization, and a way around them (He et al.,
/// "Deep Residual Learning for Image Recognition", CVPR 2016, figure 5 left). The parts have torchvision's names.
/// </summary>
public sealed class BasicBlock : CompositeLayer
{
    /// <summary>Makes the block.</summary>
    /// <param name="in">Input channels.</param>
    /// <param name="out">Output channels.</param>
    /// <param name="stride">Of the first convolution.</param>
    /// <param name="shortcut">How x gets the output's shape where that differs; x itself if it does not.</param>
    /// <param name="lastWeight">
    /// Where the scale of the second normalization starts; near 0 the block starts near the identity (Goyal et al., "Accurate,
    /// Large Minibatch SGD", 2017, §5.1, which takes 0).
    /// </param>
    public BasicBlock(int @in, int @out, int stride = 1, Shortcut shortcut = Shortcut.Projection, float lastWeight = 1)
    {
        Conv2d conv1 = Add("conv1", new Conv2d(@in, @out, kernel: 3, stride: stride, padding: 1, bias: false));
        BatchNorm2d bn1 = Add("bn1", new BatchNorm2d(@out));
        Conv2d conv2 = Add("conv2", new Conv2d(@out, @out, kernel: 3, padding: 1, bias: false));
        BatchNorm2d bn2 = Add("bn2", new BatchNorm2d(@out, weight: lastWeight));
        Layer? around = Shortcuts.Make(@in, @out, stride, shortcut);
        if (around is not null)
            Add("downsample", around);
        Compose(new Residual(new Sequential(conv1, bn1, new Relu(), conv2, bn2), around), new Relu());
    }
}
