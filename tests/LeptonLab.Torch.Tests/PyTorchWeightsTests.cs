using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
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
    public void A_transposed_convolution_computes_the_same_with_the_weights_of_either()
    {
        LibTorch.SkipIfMissing();
        Check(
            () => nn.Sequential(nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(8, 6, 2, stride: 2), nn.Flatten(), nn.Linear(8 * 12 * 6, 4)),
            () => new Sequential(
                new Conv2d(3, 8, kernel: 3), new ConvTranspose2d(8, 6, kernel: 2, stride: 2), new Flatten(), new Dense(8 * 12 * 6, 4)),
            [2, 6, 8, 3]);
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

    [Fact]
    public void ResNet18_computes_the_same_with_the_weights_of_either()
    {
        LibTorch.SkipIfMissing();
        Check(() => new TorchResNet18(classes: 7), () => ResNet.Create18(classes: 7), [2, 64, 48, 3], tolerance: 1e-4);
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void Recurrent_layers_compute_the_same_with_the_weights_of_either(string kind)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Tensor.Uniform([3, 6, 5], new RandomStream(1), -1, 1);
        RecurrentLayer ours = kind switch
        {
            "rnn" => new Rnn(5, 4, layers: 2, bidirectional: true),
            "gru" => new Gru(5, 4, layers: 2, bidirectional: true),
            _ => new Lstm(5, 4, layers: 2, bidirectional: true),
        };
        using nn.Module theirs = kind switch
        {
            "rnn" => nn.RNN(5, 4, 2, batchFirst: true, bidirectional: true),
            "gru" => nn.GRU(5, 4, 2, batchFirst: true, bidirectional: true),
            _ => nn.LSTM(5, 4, 2, batchFirst: true, bidirectional: true),
        };
        Exchange(theirs, ours);
        TorchTensor sequences = LibTorch.FromLepton(x);
        TorchTensor expected = theirs switch
        {
            TorchSharp.Modules.RNN rnn => rnn.call(sequences).Item1,
            TorchSharp.Modules.GRU gru => gru.call(sequences).Item1,
            TorchSharp.Modules.LSTM lstm => lstm.call(sequences).Item1,
            _ => throw new InvalidOperationException(),
        };
        AssertClose(expected, ours.Forward(x), Tolerance);
    }

    [Fact]
    public void Attention_and_embedding_compute_the_same_with_the_weights_of_either()
    {
        LibTorch.SkipIfMissing();
        var embedding = new Embedding(11, 8);
        var attention = new MultiHeadAttention(8, heads: 2);
        using var theirEmbedding = nn.Embedding(11, 8);
        using var theirAttention = nn.MultiheadAttention(8, 2);
        Exchange(theirEmbedding, embedding);
        Exchange(theirAttention, attention);

        Tensor tokens = Tensor.From([1, 5, 10, 0, 3, 3], [2, 3]);
        TorchTensor entries = theirEmbedding.call(LibTorch.FromLepton(tokens).to(ScalarType.Int64));
        Tensor x = embedding.Forward(tokens);
        AssertClose(entries, x, 0);

        // Theirs is [time, batch, features].
        TorchTensor sequence = entries.transpose(0, 1).contiguous();
        (TorchTensor expected, _) = theirAttention.call(sequence, sequence, sequence, null, false, null);
        AssertClose(expected.transpose(0, 1), attention.Forward(x), Tolerance);
    }

    private void Check(
        Func<TorchModule> makeTheirs, Func<Module> makeOurs, Shape batch, Shape? input = null, double tolerance = Tolerance)
    {
        Tensor x = Tensor.Uniform(batch, new RandomStream(1), -1, 1);
        TorchTensor images = LibTorch.ImagesToTorch(x);
        using TorchModule theirs = makeTheirs(), theirCopy = makeTheirs();
        Module ours = makeOurs(), ourCopy = makeOurs();

        // A pass in training gives the running averages numbers of their own.
        theirs.call(images);
        theirs.eval();
        theirCopy.eval();
        Save(theirs);
        PyTorchWeights.Load(ours, _file, input);
        AssertClose(theirs.call(images), ((Layer)ours).Forward(x), tolerance);

        ourCopy.Initialize(seed: 3);
        PyTorchWeights.Save(ourCopy, _file, input);
        Load(theirCopy);
        AssertClose(theirCopy.call(images), ((Layer)ourCopy).Forward(x), tolerance);
    }

    // Theirs into ours, ours into nothing but a file, and from that into theirs again: as it was.
    private void Exchange(nn.Module theirs, Module ours)
    {
        Save(theirs);
        PyTorchWeights.Load(ours, _file);
        PyTorchWeights.Save(ours, _file);
        Dictionary<string, TorchTensor> state = theirs.state_dict();
        IReadOnlyDictionary<string, Tensor> saved = Safetensors.Read(_file);
        Assert.Equal(state.Keys.Order(), saved.Keys.Order());
        foreach ((string name, TorchTensor tensor) in state)
            Assert.Equal(LibTorch.ToArray(tensor), saved[name].ToArray());
    }

    private void Save(nn.Module module) =>
        Safetensors.Write(_file, module.state_dict().Select(pair => KeyValuePair.Create(pair.Key, ToLepton(pair.Value))));

    private void Load(nn.Module module)
    {
        var state = Safetensors.Read(_file).ToDictionary(pair => pair.Key, pair => LibTorch.FromLepton(pair.Value));
        foreach ((string name, TorchTensor tensor) in module.state_dict())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                state.Add(name, tensor);
        }

        module.load_state_dict(state);
    }

    private static Tensor ToLepton(TorchTensor tensor) =>
        Tensor.From(LibTorch.ToArray(tensor.to(ScalarType.Float32)), new Shape([.. tensor.shape.Select(extent => (int)extent)]));

    private static void AssertClose(TorchTensor expected, Tensor actual, double tolerance)
    {
        float[] values = LibTorch.ToArray(expected), ours = actual.ToArray();
        Assert.Equal(values.Length, ours.Length);
        float largest = values.Max(MathF.Abs);
        for (int i = 0; i < values.Length; i++)
            Assert.InRange(ours[i], values[i] - tolerance * largest, values[i] + tolerance * largest);
    }
}
