using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using static TorchSharp.torch;
using TorchModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Weights of libtorch's modules in our layers, and the reverse: the outputs are the same.</summary>
public sealed class PyTorchWeightsTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lepton-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_convolutional_model_computes_the_same_with_the_weights_of_either()
    {
        LibTorch.SkipIfMissing();
        Check(
            () => nn.Sequential(
                nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 12, (3, 3), padding: (1, 1), groups: 4), nn.Tanh(),
                nn.Flatten(), nn.Linear(5 * 7 * 12, 20), nn.ReLU(), nn.Linear(20, 4)),
            () => new Sequential(
                new Conv2d(3, 8, kernel: 3), new Relu(), new MaxPool2d(2), new Conv2d(8, 12, kernel: 3, padding: 1, groups: 4), new Tanh(),
                new Flatten(), new Dense(5 * 7 * 12, 20), new Relu(), new Dense(20, 4)),
            [2, 12, 16, 3]);
    }

    [Fact]
    public void A_perceptron_computes_the_same_with_the_weights_of_either()
    {
        LibTorch.SkipIfMissing();
        Check(
            () => nn.Sequential(nn.Flatten(), nn.Linear(4 * 5 * 3, 6)),
            () => new Sequential(new Flatten(), new Dense(4 * 5 * 3, 6)),
            [3, 4, 5, 3],
            input: [4, 5, 3]);
    }

    private void Check(Func<TorchModule> makeTheirs, Func<Module> makeOurs, Shape batch, Shape? input = null)
    {
        Tensor x = Tensor.Uniform(batch, new RandomStream(1), -1, 1);
        TorchTensor images = LibTorch.ImagesToTorch(x);
        using TorchModule theirs = makeTheirs(), theirCopy = makeTheirs();
        Module ours = makeOurs(), ourCopy = makeOurs();
        theirs.eval();
        theirCopy.eval();

        Safetensors.Write(_file, theirs.state_dict().Select(pair => KeyValuePair.Create(pair.Key, ToLepton(pair.Value))));
        PyTorchWeights.Load(ours, _file, input);
        AssertClose(theirs.call(images), ((Layer)ours).Forward(x));

        ourCopy.Initialize(seed: 3);
        PyTorchWeights.Save(ourCopy, _file, input);
        theirCopy.load_state_dict(Safetensors.Read(_file).ToDictionary(pair => pair.Key, pair => LibTorch.FromLepton(pair.Value)));
        AssertClose(theirCopy.call(images), ((Layer)ourCopy).Forward(x));
    }

    private static Tensor ToLepton(TorchTensor tensor) =>
        Tensor.From(LibTorch.ToArray(tensor.to(ScalarType.Float32)), new Shape([.. tensor.shape.Select(extent => (int)extent)]));

    private static void AssertClose(TorchTensor expected, Tensor actual)
    {
        float[] values = LibTorch.ToArray(expected);
        Assert.Equal(values.Length, actual.Count);
        float largest = values.Max(MathF.Abs);
        for (int i = 0; i < values.Length; i++)
            Assert.InRange(actual.ToArray()[i], values[i] - Tolerance * largest, values[i] + Tolerance * largest);
    }
}
