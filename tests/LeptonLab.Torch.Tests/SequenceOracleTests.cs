using LeptonLab.Nn;
using LeptonLab.Numerics;
using Activation = LeptonLab.Ops.Activation;
using static TorchSharp.torch;
using TorchModules = TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Recurrent layers and embeddings, forward and backward, against libtorch's.</summary>
public class SequenceOracleTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string, int, bool, bool> Layers
    {
        get
        {
            var cases = new TheoryData<string, int, bool, bool>();
            foreach (string kind in new[] { "rnn", "rnn relu", "gru", "lstm" })
            {
                for (int options = 0; options < 8; options++)
                    cases.Add(kind, 1 + options / 4, options / 2 % 2 == 1, options % 2 == 1);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Recurrent_layers_agree(string kind, int layers, bool bidirectional, bool padded)
    {
        LibTorch.SkipIfMissing();
        const int Batch = 5, Time = 9, In = 11, Hidden = 37;
        RecurrentLayer ours = kind switch
        {
            "rnn" => new Rnn(In, Hidden, layers, bidirectional),
            "rnn relu" => new Rnn(In, Hidden, layers, bidirectional, Activation.Relu),
            "gru" => new Gru(In, Hidden, layers, bidirectional),
            _ => new Lstm(In, Hidden, layers, bidirectional),
        };
        int[]? lengths = padded ? [4, 9, 1, 9, 6] : null;
        Tensor x = Draw([Batch, Time, In], 1);
        x.RequiresGrad = true;
        int parts = layers * ours.Directions;
        Tensor[] hidden = [.. Enumerable.Range(0, parts).Select(part => Draw([Batch, Hidden], 10 + (ulong)part))];
        Tensor[] cell = kind == "lstm" ? [.. Enumerable.Range(0, parts).Select(part => Draw([Batch, Hidden], 20 + (ulong)part))] : [];
        foreach (Tensor state in hidden.Concat(cell))
            state.RequiresGrad = true;
        (Tensor y, RecurrentState last) = ours.Forward(x, new RecurrentState(hidden, cell), lengths);
        Tensor weights = Draw(y.Shape, 2);
        Tensor loss = (y * weights).Sum();
        foreach (Tensor state in last.Hidden.Concat(last.Cell))
            loss += (state * state).Sum();
        loss.Backward();

        using nn.Module theirs = kind switch
        {
            "rnn" => nn.RNN(In, Hidden, layers, nn.NonLinearities.Tanh, batchFirst: true, bidirectional: bidirectional),
            "rnn relu" => nn.RNN(In, Hidden, layers, nn.NonLinearities.ReLU, batchFirst: true, bidirectional: bidirectional),
            "gru" => nn.GRU(In, Hidden, layers, batchFirst: true, bidirectional: bidirectional),
            _ => nn.LSTM(In, Hidden, layers, batchFirst: true, bidirectional: bidirectional),
        };
        Dictionary<string, TorchModules.Parameter> parameters = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(ours.NamedParameters().Select(named => named.Key).Order(), parameters.Keys.Order());
        using (no_grad())
        {
            foreach ((string name, Tensor value) in ours.NamedParameters())
                parameters[name].copy_(Turned(LibTorch.FromLepton(value)));
        }

        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_();
        TorchTensor th = stack(hidden.Select(LibTorch.FromLepton)).requires_grad_();
        TorchTensor tc = cell.Length == 0 ? zeros(1) : stack(cell.Select(LibTorch.FromLepton)).requires_grad_();
        (TorchTensor ty, TorchTensor tLast) = Read(theirs, tx, th, tc, lengths);
        TorchTensor tLoss = (ty * LibTorch.FromLepton(weights)).sum() + (tLast * tLast).sum();
        tLoss.backward();

        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tLast), Tensor.Stack(0, [.. last.Hidden, .. last.Cell]));
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        AssertClose(LibTorch.ToArray(th.grad!), Tensor.Stack(0, [.. hidden.Select(state => state.Grad!)]));
        if (kind == "lstm")
            AssertClose(LibTorch.ToArray(tc.grad!), Tensor.Stack(0, [.. cell.Select(state => state.Grad!)]));
        foreach ((string name, Tensor value) in ours.NamedParameters())
            AssertClose(LibTorch.ToArray(Turned(parameters[name].grad!)), value.Grad!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Embedding_agrees(int? padding)
    {
        LibTorch.SkipIfMissing();
        Tensor w = Draw([20, 9], 1), dy = Draw([4, 30, 9], 2);
        w.RequiresGrad = true;
        var random = new RandomStream(5);
        int[] ids = [.. Enumerable.Range(0, 120).Select(_ => random.NextInt32(20))];
        Tensor y = Ops.Embedding.Apply(w, ids, padding).Reshape([4, 30, 9]);
        y.Backward(dy);

        TorchTensor tw = LibTorch.FromLepton(w).requires_grad_();
        using TorchModules.Embedding theirs = nn.Embedding_from_pretrained(tw, freeze: false, padding_idx: padding);
        TorchTensor ty = theirs.call(tensor([.. ids.Select(id => (long)id)]).reshape(4, 30));
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(theirs.weight!.grad!), w.Grad!);
    }

    // Hidden states of every step, and the last states, those of cells behind the hidden ones.
    private static (TorchTensor Y, TorchTensor Last) Read(
        nn.Module layer, TorchTensor x, TorchTensor hidden, TorchTensor cell, int[]? lengths)
    {
        if (lengths is null)
        {
            switch (layer)
            {
                case TorchModules.LSTM lstm:
                    (TorchTensor y, TorchTensor h, TorchTensor c) = lstm.call(x, (hidden, cell));
                    return (y, cat([h, c]));
                case TorchModules.GRU gru:
                    return gru.call(x, hidden);
                default:
                    return ((TorchModules.RNN)layer).call(x, hidden);
            }
        }

        using nn.utils.rnn.PackedSequence packed = nn.utils.rnn.pack_padded_sequence(
            x, tensor([.. lengths.Select(length => (long)length)]), batch_first: true, enforce_sorted: false);
        nn.utils.rnn.PackedSequence read;
        TorchTensor last;
        switch (layer)
        {
            case TorchModules.LSTM lstm:
                (read, TorchTensor h, TorchTensor c) = lstm.call(packed, (hidden, cell));
                last = cat([h, c]);
                break;
            case TorchModules.GRU gru:
                (read, last) = gru.call(packed, hidden);
                break;
            default:
                (read, last) = ((TorchModules.RNN)layer).call(packed, hidden);
                break;
        }

        (TorchTensor padded, _) = nn.utils.rnn.pad_packed_sequence(read, batch_first: true, total_length: x.shape[1]);
        return (padded, last);
    }

    private static TorchTensor Turned(TorchTensor weight) => weight.dim() == 2 ? weight.t() : weight;

    private static Tensor Draw(Shape shape, ulong stream) =>
        Tensor.Uniform(shape, new RandomStream(seed: 78, stream), -1, 1);

    private static void AssertClose(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, Tolerance);
    }
}
