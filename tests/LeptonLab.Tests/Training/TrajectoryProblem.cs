using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>A small model, batch and optimizer, trained for ten steps here and in TorchSharp.</summary>
internal static class TrajectoryProblem
{
    internal const int Steps = 10;

    internal static (Sequential Model, Tensor Images, int[] Labels) Create()
    {
        var model = new Sequential(
            new Conv2d(3, 8, kernel: 3), new Relu(), new MaxPool2d(2),
            new Conv2d(8, 12, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
            new Flatten(), new Dense(12 * 4 * 4, 5));
        // The published numbers were made from a last layer with logits of some size.
        Initializers.He(12 * 4 * 4)(((Dense)model.Layers[^1]).Weight, new RandomStream(seed: 0, stream: 7));
        Tensor images = Tensor.Uniform([16, 18, 18, 3], new RandomStream(seed: 21), -1, 1);
        return (model, images, [.. Enumerable.Range(0, 16).Select(n => n % 5)]);
    }

    internal static (float[] Losses, float[] Kernels) Train(string optimizerName)
    {
        (Sequential model, Tensor images, int[] labels) = Create();
        Optimizer optimizer = optimizerName switch
        {
            "adam" => new Adam(1e-3f),
            "sgd" => new Sgd(0.05f),
            "momentum" => new Sgd(0.05f, momentum: 0.9f),
            _ => throw new ArgumentOutOfRangeException(nameof(optimizerName)),
        };
        var losses = new float[Steps];
        for (int step = 0; step < Steps; step++)
        {
            Tensor loss = Loss.SoftmaxCrossEntropy.Compute(model.Forward(images), labels);
            losses[step] = loss.Item();
            loss.Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        return (losses, model.Parameters[0].ToArray());
    }
}
