namespace LeptonLab.Nn.Models;

/// <summary>
/// The project's reference model: three blocks of 3×3 convolution (32, 64, 128 kernels, no padding), ReLU and 2×2
/// max-pooling, then one dense layer. For 256×256×3 images and 10 classes it has 93 248 parameters in its convolutions and
/// 1 245 258 in all.
/// </summary>
public static class ReferenceCnn
{
    /// <summary>Makes the model for images of a shape.</summary>
    /// <param name="image">[height, width, channels]; at least 22 pixels on each side.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ShapeException">The images are too small for three blocks.</exception>
    public static Sequential Create(Shape image, int classes)
    {
        Layer[] blocks =
        [
            new Conv2d(image.Rank == 3 ? image[2] : 3, 32, kernel: 3), new Relu(), new MaxPool2d(2),
            new Conv2d(32, 64, kernel: 3), new Relu(), new MaxPool2d(2),
            new Conv2d(64, 128, kernel: 3), new Relu(), new MaxPool2d(2),
            new Flatten(),
        ];
        int features = new Sequential(blocks).OutputShape(image).Count;
        return new Sequential([.. blocks, new Dense(features, classes)]);
    }
}
