namespace LeptonLab.Nn.Models;

/// <summary>
/// AlexNet (Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012,
/// §3.5, figure 2), with its sizes: 96-256-384-384-256 kernels, of which the second, fourth and fifth layer's see only the
/// half of the maps that was on their GPU (two groups here), response normalization behind the first two, overlapping
/// 3×3 pooling with stride 2, two dense layers of 4096 units with dropout: 60 965 224 parameters for 1000 classes.
/// </summary>
public static class AlexNet
{
    /// <summary>The shape of an image for which the sizes of the paper come out. It says 224, which does not divide: 227 does.</summary>
    public static Shape Input { get; } = [227, 227, 3];

    /// <summary>Makes the model.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="dropout">The share of units dropped in the dense layers while training.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no classes, or the share is not at least 0 and below 1.</exception>
    public static Sequential Create(int classes = 1000, float dropout = 0.5f) => new(
        new Conv2d(3, 96, kernel: 11, stride: 4), new Relu(), Normalization(), Pool(),
        new Conv2d(96, 256, kernel: 5, padding: 2, groups: 2), new Relu(), Normalization(), Pool(),
        new Conv2d(256, 384, kernel: 3, padding: 1), new Relu(),
        new Conv2d(384, 384, kernel: 3, padding: 1, groups: 2), new Relu(),
        new Conv2d(384, 256, kernel: 3, padding: 1, groups: 2), new Relu(), Pool(),
        new Flatten(),
        new Dense(6 * 6 * 256, 4096), new Relu(), new Dropout(dropout),
        new Dense(4096, 4096), new Relu(), new Dropout(dropout),
        new Dense(4096, classes));

    // §3.3: k = 2, n = 5, α = 10⁻⁴, β = 0.75. The sum there is not divided by n; the layer's is, so α is n times larger.
    private static LocalResponseNorm Normalization() => new(size: 5, alpha: 5e-4f, beta: 0.75f, k: 2);

    private static MaxPool2d Pool() => new(3, stride: 2);
}
