using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>What lesson 05 states, computed here in other ways.</summary>
public sealed class Lesson05ConvolutionGradientTests
{
    private static readonly LessonOutputs Lesson = LessonOutputs.Of("05-convolution-backward.ipynb");
    private static readonly int[,] Picture = { { 1, 2, 0, 1 }, { 0, 1, 3, 1 }, { 2, 1, 0, 2 }, { 1, 0, 1, 1 } };
    private static readonly int[,] Slopes = { { 1, -2 }, { 0, 3 } };

    [Fact]
    public void The_entry_computed_by_hand_is_11()
    {
        int sum = 0;
        for (int i = 0; i < 2; i++)
            sum += Picture[i, 0 + 1] * Slopes[i, 0] + Picture[i, 1 + 1] * Slopes[i, 1];
        Assert.Equal(11, sum);
        Assert.Contains("the sum of the products | 11", Lesson["weights-code"], StringComparison.Ordinal);
        Assert.Contains("from the library, Backward | 11", Lesson["weights-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void Dx_is_the_full_convolution_with_the_turned_kernel_for_any_padding_up_to_k_minus_1()
    {
        var random = new RandomStream(5);
        foreach (int padding in new[] { 0, 1, 2 })
        {
            Tensor x = Tensor.Normal([2, 6, 5, 3], random), w = Tensor.Normal([3, 3, 3, 4], random);
            x.RequiresGrad = true;
            Tensor y = Ops.Conv2d.Apply(x, w, padding: padding), dy = Tensor.Normal(y.Shape, random);
            y.Backward(dy);
            Tensor turned = w.IndexSelect(0, 2, 1, 0).IndexSelect(1, 2, 1, 0).Permute(0, 1, 3, 2);
            Assert.True((Ops.Conv2d.Apply(dy, turned, padding: 2 - padding) - x.Grad!).Abs().Max().Item() < 1e-4f);
        }
    }

    [Fact]
    public void With_a_stride_it_is_the_full_convolution_of_dy_with_zeros_between()
    {
        var random = new RandomStream(6);
        Tensor x = Tensor.Zeros([1, 7, 7, 1]), w = Tensor.Normal([3, 3, 1, 1], random), dy = Tensor.Normal([1, 3, 3, 1], random);
        x.RequiresGrad = true;
        Ops.Conv2d.Apply(x, w, stride: 2).Backward(dy);
        Tensor spread = Tensor.Zeros([1, 5, 5, 1]);
        for (int place = 0; place < 9; place++)
            spread[0, 2 * (place / 3), 2 * (place % 3), 0] = dy[0, place / 3, place % 3, 0];
        Tensor turned = w.IndexSelect(0, 2, 1, 0).IndexSelect(1, 2, 1, 0);
        Assert.True((Ops.Conv2d.Apply(spread, turned, padding: 2) - x.Grad!).Abs().Max().Item() < 1e-5f);
    }

    [Fact]
    public void The_numbers_of_the_guesses_are_as_stated()
    {
        Assert.Equal(8836, (96 - 3 + 1) * (96 - 3 + 1));
        Assert.Contains("measured: 8836", Lesson["weights-code"], StringComparison.Ordinal);
        Assert.Contains("measured: 8836", Lesson["bias-code"], StringComparison.Ordinal);

        // Places of a 3 × 3 kernel on 6 × 6 pixels that cover a pixel.
        static int Covering(int row, int column) => Enumerable.Range(0, 16).Count(place =>
            row - place / 4 is >= 0 and < 3 && column - place % 4 is >= 0 and < 3);
        Assert.Equal((1, 9), (Covering(0, 0), Covering(3, 3)));
        Assert.Contains("a corner pixel | 1", Lesson["pixels-code"], StringComparison.Ordinal);
        Assert.Contains("a pixel in the middle | 9", Lesson["pixels-code"], StringComparison.Ordinal);
        Assert.Contains("measured: 2.", Lesson["im2col-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradients_agree_with_finite_differences_and_all_five_mutants_are_refused()
    {
        Assert.Equal(3, Lesson["check-gradient-code"].Split("below 10⁻⁷: right").Length - 1);
        Assert.Equal(5, Lesson["mutants-code"].Split('\n').Count(line => line.EndsWith("| True", StringComparison.Ordinal)));
        Assert.Contains("5 of 5", Lesson["report-table"], StringComparison.Ordinal);
        Assert.Contains("3 of 3", Lesson["report-table"], StringComparison.Ordinal);
        foreach (string cell in new[] { "stride-code", "im2col-code" })
            Assert.DoesNotContain("False", Lesson[cell], StringComparison.Ordinal);
    }

    [Fact]
    public void The_nine_weights_find_the_secret_kernel()
    {
        string[] losses = [.. Lesson["report-table"].Split('\n').Where(line => line.Contains("mean (y", StringComparison.Ordinal))];
        Assert.EndsWith("| 1.9337", losses[0], StringComparison.Ordinal);
        Assert.EndsWith("| 0.0001", losses[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_solution_in_the_lesson_is_right_and_each_stub_says_what_to_do()
    {
        foreach (int exercise in new[] { 1, 2, 3 })
        {
            Assert.StartsWith("✓ L05-", Lesson[$"exercise-{exercise}-solution"], StringComparison.Ordinal);
            Assert.Contains("is not written yet. Replace", Lesson[$"exercise-{exercise}-code"], StringComparison.Ordinal);
        }
    }
}
