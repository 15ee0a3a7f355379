using LeptonLab.Ops;
using static TorchSharp.torch;
using UpsampleMode = LeptonLab.Ops.UpsampleMode;

namespace LeptonLab.Torch.Tests;

/// <summary>Arithmetic, reductions, layout, selection and products against libtorch's.</summary>
public class AlgebraOracle
{
    public static TheoryData<int[], int[]> Shapes => new()
    {
        { [4, 5, 33], [4, 5, 33] }, { [4, 5, 33], [33] }, { [4, 5, 33], [] }, { [4, 5, 33], [5, 1] }, { [4, 1, 33], [7, 1] }, { [3], [500, 3] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Arithmetic_agrees(int[] first, int[] second)
    {
        LibTorch.SkipIfMissing();
        Tensor a = Both.Draw(new Shape(first), 1), b = Both.Draw(new Shape(second), 2, 0.5f, 2);
        Both.Agree(t => t[0] + t[1], t => t[0] + t[1], a, b);
        Both.Agree(t => t[0] - t[1], t => t[0] - t[1], a, b);
        Both.Agree(t => t[0] * t[1], t => t[0] * t[1], a, b);
        Both.Agree(t => t[0] / t[1], t => t[0] / t[1], a, b);
        Both.Agree(t => Tensor.Maximum(t[0], t[1]), t => maximum(t[0], t[1]), a, b);
        Both.Agree(t => Tensor.Minimum(t[0], t[1]), t => minimum(t[0], t[1]), a, b);
        Both.Agree(t => Tensor.Where(t[0] > t[1] - 1, t[0], t[1]), t => where(t[0].gt(t[1] - 1), t[0], t[1]), a, b);
        Both.Agree(t => (2 - t[0]) * 3 / (t[1] + 1), t => (2 - t[0]) * 3 / (t[1] + 1), a, b);
    }

    [Theory]
    [InlineData(new[] { 0 }, false)]
    [InlineData(new[] { 1 }, true)]
    [InlineData(new[] { 2 }, false)]
    [InlineData(new[] { 0, 1 }, false)]
    [InlineData(new[] { 0, 2 }, true)]
    [InlineData(new[] { 0, 1, 2 }, false)]
    public void Reductions_agree(int[] axes, bool keepDims)
    {
        LibTorch.SkipIfMissing();
        long[] dims = [.. axes.Select(axis => (long)axis)];
        Tensor x = Both.Draw([6, 50, 37], 3);
        Both.Agree(t => t[0].Sum(axes, keepDims), t => t[0].sum(dims, keepDims), x);
        Both.Agree(t => t[0].Mean(axes, keepDims), t => t[0].mean(dims, keepDims), x);
        Both.Agree(t => t[0].Variance(axes, keepDims), t => t[0].var(dims, unbiased: false, keepdim: keepDims), x);
        Both.Agree(t => t[0].Variance(axes, keepDims, correction: 1), t => t[0].var(dims, unbiased: true, keepdim: keepDims), x);
        Both.Agree(t => t[0].Max(axes, keepDims), t => t[0].amax(dims, keepDims), x);
        Both.Agree(t => t[0].Min(axes, keepDims), t => t[0].amin(dims, keepDims), x);
        Assert.Equal(LibTorch.FromLepton(x).argmax(axes[0]).to(ScalarType.Float32).data<float>().ToArray(), x.ArgMax(axes[0]).ToArray());
    }

    [Fact]
    public void Layouts_agree()
    {
        LibTorch.SkipIfMissing();
        Tensor x = Both.Draw([3, 40, 4, 25], 4), y = Both.Draw([3, 40, 4, 7], 5);
        Both.Agree(t => t[0].Permute(0, 2, 1, 3), t => t[0].permute(0, 2, 1, 3).contiguous(), x);
        Both.Agree(t => t[0].Permute(3, 1, 0, 2), t => t[0].permute(3, 1, 0, 2).contiguous(), x);
        Both.Agree(t => t[0].Transpose(), t => t[0].transpose(-1, -2).contiguous(), x);
        Both.Agree(
            t => t[0][1.., ^3, .., 5..20],
            t => t[0][TensorIndex.Slice(1), TensorIndex.Single(-3), TensorIndex.Colon, TensorIndex.Slice(5, 20)].contiguous(),
            x);
        Both.Agree(t => Tensor.Concat(-1, t), t => cat(t, -1), x, y);
        Both.Agree(t => Tensor.Stack(1, t[0], t[1] * 2), t => stack([t[0], t[1] * 2], 1), x, x.Clone());
        Both.Agree(
            t => t[0].Pad([(0, 0), (1, 2), (0, 3), (4, 0)], 0.5f),
            t => nn.functional.pad(t[0], [4, 0, 0, 3, 1, 2, 0, 0], TorchSharp.PaddingModes.Constant, 0.5),
            x);
        Both.Agree(t => t[0].BroadcastTo([3, 40, 4, 25]), t => t[0].expand(3, 40, 4, 25).contiguous(), Both.Draw([40, 1, 25], 6));
    }

    [Fact]
    public void Selections_agree()
    {
        LibTorch.SkipIfMissing();
        Tensor x = Both.Draw([6, 11, 20], 7);
        int[] places = [3, 0, 10, 3, 3, 7];
        Both.Agree(t => t[0].IndexSelect(1, places), t => t[0].index_select(1, tensor([.. places.Select(place => (long)place)])), x);
        Tensor choice = Tensor.From([.. Enumerable.Range(0, 6 * 4 * 20).Select(i => (float)(i * 7 % 11))], [6, 4, 20]);
        Both.Agree(t => t[0].Gather(1, choice), t => t[0].gather(1, LibTorch.FromLepton(choice).to(ScalarType.Int64)), x);
    }

    [Theory]
    [InlineData("bqd,bkd->bqk", new[] { 3, 17, 20 }, new[] { 3, 9, 20 })]
    [InlineData("bqhd,bkhd->bhqk", new[] { 2, 17, 4, 8 }, new[] { 2, 9, 4, 8 })]
    [InlineData("ij,kj->ki", new[] { 30, 40 }, new[] { 50, 40 })]
    [InlineData("bi,bi->b", new[] { 30, 40 }, new[] { 30, 40 })]
    [InlineData("abc,cd->ad", new[] { 5, 6, 7 }, new[] { 7, 8 })]
    [InlineData("i,jk->kij", new[] { 5 }, new[] { 7, 8 })]
    public void Einsum_agrees(string equation, int[] first, int[] second)
    {
        LibTorch.SkipIfMissing();
        Both.Agree(
            t => Tensor.Einsum(equation, t[0], t[1]),
            t => einsum(equation, t[0], t[1]),
            Both.Draw(new Shape(first), 8),
            Both.Draw(new Shape(second), 9));
    }

    [Theory]
    [InlineData(new[] { 2, 5, 6, 7 }, new[] { 2, 5, 7, 8 })]
    [InlineData(new[] { 2, 1, 6, 7 }, new[] { 5, 7, 8 })]
    [InlineData(new[] { 2, 5, 6, 7 }, new[] { 7, 8 })]
    [InlineData(new[] { 7 }, new[] { 5, 7, 8 })]
    [InlineData(new[] { 5, 6, 7 }, new[] { 7 })]
    public void MatMul_of_batches_agrees(int[] first, int[] second)
    {
        LibTorch.SkipIfMissing();
        Both.Agree(
            t => t[0].MatMul(t[1]), t => matmul(t[0], t[1]), Both.Draw(new Shape(first), 8), Both.Draw(new Shape(second), 9));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Upsampling_agrees(int scale)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Both.Draw([2, 5, 7, 19], 10);
        Both.Agree(
            t => Upsample2d.Apply(t[0], scale),
            t => nn.functional.interpolate(t[0].permute(0, 3, 1, 2), scale_factor: [scale, scale], mode: InterpolationMode.Nearest)
                .permute(0, 2, 3, 1).contiguous(),
            x);
        Both.Agree(
            t => Upsample2d.Apply(t[0], scale, UpsampleMode.Bilinear),
            t => nn.functional.interpolate(
                t[0].permute(0, 3, 1, 2), scale_factor: [scale, scale], mode: InterpolationMode.Bilinear, align_corners: false)
                .permute(0, 2, 3, 1).contiguous(),
            x);
        Both.Agree(
            t => Upsample2d.Apply(t[0], 8, 9, UpsampleMode.Bilinear),
            t => nn.functional.interpolate(t[0].permute(0, 3, 1, 2), size: [8, 9], mode: InterpolationMode.Bilinear, align_corners: false)
                .permute(0, 2, 3, 1).contiguous(),
            x);
    }
}
