namespace LeptonLab.Nn.Models;

/// <summary>
/// Residual networks for small images (He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, §4.2): a 3×3
/// convolution with 16 kernels, three stages of n basic blocks with 16, 32 and 64 channels, the mean over the image, one
/// dense layer: 6n + 2 layers with weights.
/// </summary>
/// <remarks>With the parameter-free shortcut ResNet-20 has 0.27, ResNet-32 0.46 and ResNet-56 0.85 million parameters (table 6).</remarks>
public sealed class CifarResNet : CompositeLayer
{
    /// <summary>Makes the network.</summary>
    /// <param name="depth">Layers with weights: 8, 14, 20, 26, 32, … 6n + 2.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="shortcut">How shortcuts change the shape; the paper uses the one without parameters here.</param>
    /// <param name="skips">Whether blocks have a way around at all: false gives the paper's "plain" network.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not 6n + 2.</exception>
    public CifarResNet(int depth = 20, int classes = 10, int channels = 3, Shortcut shortcut = Shortcut.Identity, bool skips = true)
    {
        if (depth < 8 || depth % 6 != 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(depth), $"The depth is 6n + 2: 8, 14, 20, 26, 32, 44, 56, 110; it was {depth}.");
        }

        Description = skips ? $"ResNet-{depth} for small images" : $"Plain network of {depth} layers";
        Conv2d conv1 = Add("conv1", new Conv2d(channels, 16, kernel: 3, padding: 1, bias: false));
        BatchNorm2d bn1 = Add("bn1", new BatchNorm2d(16));
        var stages = new Layer[3];
        int @in = 16;
        for (int stage = 0; stage < 3; stage++)
        {
            int @out = 16 << stage;
            var blocks = new Layer[depth / 6];
            for (int i = 0; i < blocks.Length; i++)
            {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                blocks[i] = skips ? new BasicBlock(@in, @out, stride, shortcut) : new PlainBlock(@in, @out, stride);
                blocks[i].Name = $"{i}";
                @in = @out;
            }

            stages[stage] = Add($"layer{stage + 1}", new Sequential(blocks));
        }

        Dense fc = Add("fc", new Dense(@in, classes));
        Compose([conv1, bn1, new Relu(), .. stages, new GlobalAvgPool2d(), fc]);
    }

    /// <inheritdoc/>
    public override string Description { get; }
}
