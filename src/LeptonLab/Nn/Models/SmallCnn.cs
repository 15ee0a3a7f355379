namespace LeptonLab.Nn.Models;

/// <summary>
/// A model for small images such as 28×28, quick on any laptop: two blocks of 3×3 convolution (16, 32 kernels, padding 1),
/// ReLU and 2×2 max-pooling, then two dense layers with 64 units between them.
/// </summary>
public static class SmallCnn
{
    /// <summary>Makes the model for images of a shape.</summary>
    /// <param name="image">[height, width, channels]; at least 4 pixels on each side.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="ShapeException">The images are too small for two blocks.</exception>
    public static Sequential Create(Shape image, int classes)
    {
        Layer[] blocks =
        [
            new Conv2d(image.Rank == 3 ? image[2] : 1, 16, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Conv2d(16, 32, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Flatten(),
        ];
        int features = new Sequential(blocks).OutputShape(image).Count;
        return new Sequential([.. blocks, new Dense(features, 64), new Relu(), new Dense(64, classes)]);
    }
}
