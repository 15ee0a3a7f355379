using System.Globalization;
using LeptonLab.Tests.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;
using Sequential = LeptonLab.Nn.Sequential;

namespace LeptonLab.Torch.Tests;

/// <summary>
/// The same model, weights, batch and optimizer in LeptonLab and in TorchSharp, for ten steps. The losses that TorchSharp
/// gives here are also in the file <c>TorchTrajectory.golden.txt</c>, which the tests of the core read where libtorch is missing;
/// set LEPTON_WRITE_GOLDEN to a path to write them anew.
/// </summary>
public class TrajectoryTests
{
    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    [InlineData("momentum")]
    public void Ten_steps_agree_with_TorchSharp(string optimizer)
    {
        LibTorch.SkipIfMissing();
        (float[] ours, float[] ourKernels) = TrajectoryProblem.Train(optimizer);
        (float[] theirs, float[] theirKernels) = Theirs(optimizer);
        for (int step = 0; step < TrajectoryProblem.Steps; step++)
            Assert.InRange(Math.Abs(ours[step] - theirs[step]) / theirs[step], 0, 1e-4);
        Assert.InRange(ourKernels.Zip(theirKernels, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4);

        if (Environment.GetEnvironmentVariable("LEPTON_WRITE_GOLDEN") is { Length: > 0 } path)
        {
            string losses = string.Join(' ', theirs.Select(loss => loss.ToString("R", CultureInfo.InvariantCulture)));
            File.AppendAllText(path, $"{optimizer} {losses}\n");
        }
    }

    private static (float[] Losses, float[] Kernels) Theirs(string name)
    {
        (Sequential model, Tensor images, int[] labels) = TrajectoryProblem.Create();
        Parameter Parameter(TorchTensor values) => new(values.requires_grad_());
        Parameter w1 = Parameter(LibTorch.KernelsToTorch(model.Parameters[0])), b1 = Parameter(LibTorch.FromLepton(model.Parameters[1]));
        Parameter w2 = Parameter(LibTorch.KernelsToTorch(model.Parameters[2])), b2 = Parameter(LibTorch.FromLepton(model.Parameters[3]));
        Parameter w3 = Parameter(LibTorch.FromLepton(model.Parameters[4])), b3 = Parameter(LibTorch.FromLepton(model.Parameters[5]));
        Parameter[] parameters = [w1, b1, w2, b2, w3, b3];
        optim.Optimizer optimizer = name switch
        {
            "adam" => optim.Adam(parameters, 1e-3),
            "sgd" => optim.SGD(parameters, 0.05),
            _ => optim.SGD(parameters, 0.05, momentum: 0.9),
        };

        TorchTensor x = LibTorch.ImagesToTorch(images), target = tensor([.. labels.Select(label => (long)label)]);
        var losses = new float[TrajectoryProblem.Steps];
        for (int step = 0; step < TrajectoryProblem.Steps; step++)
        {
            optimizer.zero_grad();
            TorchTensor h = nn.functional.max_pool2d(nn.functional.relu(nn.functional.conv2d(x, w1, b1)), 2);
            h = nn.functional.max_pool2d(nn.functional.relu(nn.functional.conv2d(h, w2, b2, padding: [1, 1])), 2);
            h = h.permute(0, 2, 3, 1).reshape(16, -1).matmul(w3) + b3; // our order of the flattened features
            TorchTensor loss = nn.functional.cross_entropy(h, target);
            losses[step] = loss.item<float>();
            loss.backward();
            optimizer.step();
        }

        return (losses, LibTorch.KernelsToLepton(w1));
    }
}
