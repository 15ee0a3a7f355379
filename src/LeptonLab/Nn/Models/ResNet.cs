namespace LeptonLab.Nn.Models;

/// <summary>
/// Residual networks for photographs (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
/// table 1): a 7×7 convolution, four stages of residual blocks with 64, 128, 256 and 512 channels, the mean over the image,
/// one dense layer. The parts have torchvision's names, so its weights load.
/// </summary>
/// <remarks>
/// For 1000 classes and 224×224 images: ResNet-18 has 11 689 512 parameters and 1.8·10⁹ multiply-adds, ResNet-34 21 797 672
/// and 3.6·10⁹, ResNet-50 25 557 032 and, as in the paper, 3.8·10⁹.
/// </remarks>
public sealed class ResNet : CompositeLayer
{
    // So that a network of many blocks starts calm, and undecided, before any batch has set its running statistics.
    private const float LastWeight = 0.2f;

    private ResNet(string name, int channels, int classes, int width, Func<int, int, int, Layer> block, params ReadOnlySpan<int> depths)
    {
        Description = name;
        Conv2d conv1 = Add("conv1", new Conv2d(channels, 64, kernel: 7, stride: 2, padding: 3, bias: false));
        BatchNorm2d bn1 = Add("bn1", new BatchNorm2d(64));
        var stages = new Layer[4];
        int @in = 64;
        for (int stage = 0; stage < 4; stage++)
        {
            int inside = 64 << stage;
            var blocks = new Layer[depths[stage]];
            for (int i = 0; i < blocks.Length; i++)
            {
                blocks[i] = block(@in, inside, stage > 0 && i == 0 ? 2 : 1);
                blocks[i].Name = $"{i}";
                @in = width * inside;
            }

            stages[stage] = Add($"layer{stage + 1}", new Sequential(blocks));
        }

        Dense fc = Add("fc", new Dense(@in, classes));
        Compose([conv1, bn1, new Relu(), new MaxPool2d(3, stride: 2, padding: 1), .. stages, new GlobalAvgPool2d(), fc]);
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>ResNet-18: two basic blocks in every stage.</summary>
    public static ResNet Create18(int classes = 1000, int channels = 3) =>
        new("ResNet-18", channels, classes, 1, (@in, @out, stride) => new BasicBlock(@in, @out, stride, lastWeight: LastWeight), 2, 2, 2, 2);

    /// <summary>ResNet-34: 3, 4, 6 and 3 basic blocks.</summary>
    public static ResNet Create34(int classes = 1000, int channels = 3) =>
        new("ResNet-34", channels, classes, 1, (@in, @out, stride) => new BasicBlock(@in, @out, stride, lastWeight: LastWeight), 3, 4, 6, 3);

    /// <summary>ResNet-50: 3, 4, 6 and 3 bottlenecks.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="strideInFirst">Where a bottleneck halves the image, see <see cref="Bottleneck"/>; true is the paper's.</param>
    public static ResNet Create50(int classes = 1000, int channels = 3, bool strideInFirst = false) => new(
        "ResNet-50",
        channels,
        classes,
        Bottleneck.Expansion,
        (@in, inside, stride) => new Bottleneck(@in, inside, stride, strideInFirst, LastWeight),
        3, 4, 6, 3);
}
