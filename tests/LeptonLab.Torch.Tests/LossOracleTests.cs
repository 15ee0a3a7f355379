using LeptonLab.Numerics;
using LeptonLab.Ops;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Losses and their gradients against libtorch's.</summary>
public class LossOracleTests
{
    private const int Padding = -100;

    public static TheoryData<LossReduction> Reductions => [LossReduction.Mean, LossReduction.Sum, LossReduction.None];

    [Theory]
    [MemberData(nameof(Reductions))]
    public void Losses_of_single_numbers_agree(LossReduction reduction)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([3, 41], 1, 4), target = Draw([3, 41], 2, 4), share = Tensor.Uniform([3, 41], new RandomStream(3));
        nn.Reduction theirs = Theirs(reduction);
        Hold(x, t => MseLoss.Apply(t, target, reduction), t => nn.functional.mse_loss(t, Torch(target), theirs));
        Hold(x, t => L1Loss.Apply(t, target, reduction), t => nn.functional.l1_loss(t, Torch(target), theirs));
        Hold(x, t => HuberLoss.Apply(t, target, 0.7f, reduction), t => nn.functional.huber_loss(t, Torch(target), 0.7, theirs));
        Hold(x, t => SmoothL1Loss.Apply(t, target, 0.7f, reduction), t => nn.functional.smooth_l1_loss(t, Torch(target), theirs, 0.7));
        Hold(
            x,
            t => BinaryCrossEntropy.Apply(t, share, reduction: reduction),
            t => nn.functional.binary_cross_entropy_with_logits(t, Torch(share), reduction: theirs));
        float[] weights = [.. Enumerable.Range(1, 41).Select(c => c / 20f)];
        Hold(
            x,
            t => BinaryCrossEntropy.Apply(t, share, weights, reduction),
            t => nn.functional.binary_cross_entropy_with_logits(t, Torch(share), reduction: theirs, pos_weights: tensor(weights)));
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void The_focal_loss_agrees_with_its_formula_in_libtorch(LossReduction reduction)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([3, 41], 1, 6), target = Draw([3, 41], 2, 1);
        foreach (ref float t in target.AsSpan())
            t = t > 0 ? 1 : 0;
        Hold(x, t => BinaryFocalLoss.Apply(t, target, 2, 0.25f, reduction), t =>
        {
            TorchTensor truth = Torch(target), p = t.sigmoid(), cross = nn.functional.binary_cross_entropy_with_logits(
                t, truth, reduction: nn.Reduction.None);
            TorchTensor right = p * truth + (1 - p) * (1 - truth), alpha = 0.25f * truth + 0.75f * (1 - truth);
            return Reduce(alpha * cross * (1 - right).pow(2), reduction);
        });

        Tensor z = Draw([12, 5], 4, 3);
        int[] labels = [.. Enumerable.Range(0, 12).Select(n => n * 3 % 5)];
        Hold(z, t => FocalLoss.Apply(t, labels, 1.5f, reduction: reduction), t =>
        {
            TorchTensor log = t.log_softmax(1).gather(1, Labels(labels).unsqueeze(1)).squeeze(1);
            return Reduce(-(1 - log.exp()).pow(1.5f) * log, reduction);
        });
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1f, false, false)]
    [InlineData(0, true, false)]
    [InlineData(0, false, true)]
    [InlineData(0.3f, true, true)]
    public void Cross_entropy_with_options_agrees(float smoothing, bool weighted, bool padded)
    {
        LibTorch.SkipIfMissing();
        Tensor z = Draw([24, 7], 1, 5);
        int[] labels = [.. Enumerable.Range(0, 24).Select(n => padded && n % 4 == 1 ? Padding : n * 5 % 7)];
        float[]? weights = weighted ? [0.5f, 1, 2, 0.25f, 3, 1, 1.5f] : null;
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.Sum, LossReduction.None])
        {
            Hold(
                z,
                t => SoftmaxCrossEntropy.Apply(t, labels, smoothing, weights, padded ? Padding : null, reduction),
                t => nn.functional.cross_entropy(
                    t, Labels(labels), weights is null ? null : tensor(weights), Padding, Theirs(reduction), smoothing));
        }

        // [batch, height, width, classes] is [batch, classes, height, width] there.
        Hold(
            Tensor.From(z.ToArray(), [2, 3, 4, 7]),
            t => SoftmaxCrossEntropy.Apply(t, labels, smoothing, weights, padded ? Padding : null),
            t => nn.functional.cross_entropy(
                t.permute(0, 3, 1, 2),
                Labels(labels).reshape(2, 3, 4),
                weights is null ? null : tensor(weights),
                Padding,
                label_smoothing: smoothing));
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void Ctc_agrees(LossReduction reduction)
    {
        LibTorch.SkipIfMissing();
        Tensor z = Draw([4, 20, 6], 1, 3);
        int[][] texts = [[1, 1, 2, 5, 3], [4], [], [2, 2, 2, 2, 2, 2, 2]];
        int[] lengths = [20, 17, 9, 11]; // the last text needs 13 steps
        TorchTensor flat = tensor(texts.SelectMany(text => text).Select(label => (long)label).ToArray());
        TorchTensor inputs = tensor(lengths.Select(length => (long)length).ToArray());
        TorchTensor sizes = tensor(texts.Select(text => (long)text.Length).ToArray());
        Hold(
            z,
            t => CtcLoss.Apply(t, texts, lengths, zeroInfinity: true, reduction: reduction),
            t => nn.functional.ctc_loss(t.log_softmax(2).permute(1, 0, 2), flat, inputs, sizes, 0, true, Theirs(reduction)));
    }

    private static void Hold(Tensor x, Func<Tensor, Tensor> ours, Func<TorchTensor, TorchTensor> theirs)
    {
        x = x.Clone();
        x.RequiresGrad = true;
        Tensor loss = ours(x);
        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_(), tl = theirs(tx);
        Tensor weights = Draw(loss.Shape, 9, 1);
        loss.Backward(weights);
        tl.backward([LibTorch.FromLepton(weights).reshape(tl.shape)]);
        AssertClose(LibTorch.ToArray(tl), loss);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
    }

    private static void AssertClose(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, 1e-5);
    }

    private static TorchTensor Torch(Tensor tensor) => LibTorch.FromLepton(tensor);

    private static TorchTensor Labels(int[] labels) => tensor([.. labels.Select(label => (long)label)]);

    private static nn.Reduction Theirs(LossReduction reduction) => reduction switch
    {
        LossReduction.Mean => nn.Reduction.Mean,
        LossReduction.Sum => nn.Reduction.Sum,
        _ => nn.Reduction.None,
    };

    private static TorchTensor Reduce(TorchTensor losses, LossReduction reduction) => reduction switch
    {
        LossReduction.Mean => losses.mean(),
        LossReduction.Sum => losses.sum(),
        _ => losses,
    };

    private static Tensor Draw(Shape shape, ulong stream, float size) =>
        Tensor.Uniform(shape, new RandomStream(seed: 77, stream), -size, size);
}
