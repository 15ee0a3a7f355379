using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 04 states, computed here in other ways.</summary>
public sealed class Lesson04ConvolutionTests
{
    private static readonly LessonOutputs Lesson = LessonOutputs.Of("04-convolution-forward.ipynb");

    [Theory]
    [InlineData(28, 5, 1, 0, 24)]
    [InlineData(28, 3, 1, 1, 28)]
    [InlineData(224, 7, 2, 3, 112)]
    [InlineData(224, 7, 2, 2, 111)]
    [InlineData(227, 11, 4, 0, 55)]
    [InlineData(8, 3, 3, 0, 2)]
    public void The_sizes_of_outputs_are_the_numbers_of_places_where_the_kernel_fits(int n, int k, int s, int p, int stated)
    {
        int places = 0;
        for (int first = -p; first + k <= n + p; first += s)
            places++;
        Assert.Equal(stated, places);
        Assert.Equal(stated, Ops.Conv2d.Apply(Tensor.Zeros([1, n, n, 1]), Tensor.Zeros([k, k, 1, 1]), null, s, p).Shape[1]);
    }

    [Fact]
    public void The_mean_of_ones_is_two_thirds_at_the_border_and_four_ninths_in_the_corner()
    {
        Tensor y = Ops.Conv2d.Apply(Tensor.Ones([1, 6, 6, 1]), Tensor.Full([3, 3, 1, 1], 1 / 9f), padding: 1);
        Assert.Equal(4.0 / 9, y[0, 0, 0, 0], 1e-6);
        Assert.Equal(6.0 / 9, y[0, 0, 3, 0], 1e-6);
        Assert.Equal(1.0, y[0, 2, 3, 0], 1e-6);
        Assert.Contains("measured: 0.444444", Lesson["same-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void With_stride_2_the_last_row_of_6_is_never_seen_and_without_padding_a_corner_is_used_once()
    {
        // Places of a 3 × 3 kernel along one side: how many cover each of six pixels.
        static int[] Covered(int s) => [.. Enumerable.Range(0, 6).Select(pixel =>
            Enumerable.Range(0, 6).Count(place => place % s == 0 && place + 3 <= 6 && place <= pixel && pixel < place + 3))];
        Assert.Equal([1, 2, 3, 3, 2, 1], Covered(1));
        Assert.Equal([1, 1, 2, 1, 1, 0], Covered(2));
        Tensor uses = Ops.ConvTranspose2d.Apply(Tensor.Ones([1, 2, 2, 1]), Tensor.Ones([3, 3, 1, 1]), stride: 2, outputPadding: 1);
        int[] once = Covered(2);
        Assert.Equal(once.SelectMany(row => once.Select(column => (float)(row * column))), uses.ToArray());
    }

    [Fact]
    public void Parameters_and_the_dense_layer_are_as_stated()
    {
        const long Kernels = (3 * 3 * 3 + 1) * 32, Dense = (96L * 96 * 3 + 1) * (94L * 94 * 32);
        Assert.Equal((896, 7_817_810_048, 8_725_234), (Kernels, Dense, Dense / Kernels));
        Assert.Contains("7,817,810,048", Lesson["channels-code"], StringComparison.Ordinal);
        Assert.Contains("8,725,234", Lesson["channels-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_multiply_adds_of_the_reference_network_are_as_stated()
    {
        // Sides: 256, pooled 254 → 127, 125 → 62, 60.
        long[] expected = [254L * 254 * 27 * 32, 125L * 125 * 288 * 64, 60L * 60 * 576 * 128];
        Assert.Equal([55_741_824, 288_000_000, 265_420_800], expected);
        Assert.Equal(609_162_624, expected.Sum());
        Nn.ModelSummary summary = ReferenceCnn.Create([256, 256, 3], 10).Summary([256, 256, 3]);
        Assert.Equal(expected, summary.Rows.Where(row => row.Layer.StartsWith("Conv2d", StringComparison.Ordinal)).Select(row => row.MultiplyAdds));
        Assert.Contains("measured: 288 million", Lesson["cost-code"], StringComparison.Ordinal);
        Assert.Contains("609,162,624", Lesson["report-table"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_impulse_draws_the_kernel_turned_round()
    {
        Tensor impulse = Tensor.Zeros([1, 5, 5, 1]);
        impulse[0, 2, 2, 0] = 1;
        Tensor w = Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1, 1]);
        Assert.Equal([9f, 8, 7, 6, 5, 4, 3, 2, 1], Ops.Conv2d.Apply(impulse, w).ToArray());
    }

    [Fact]
    public void A_kernel_whose_weights_sum_to_zero_does_not_see_how_light_a_picture_is()
    {
        var random = new RandomStream(4);
        Tensor picture = Tensor.Uniform([1, 12, 12, 1], random), w = Tensor.From([-1, 0, 1, -1, 0, 1, -1, 0, 1], [3, 3, 1, 1]);
        Tensor before = Ops.Conv2d.Apply(picture, w), after = Ops.Conv2d.Apply(picture + 0.3f, w);
        Assert.True((before - after).Abs().Max().Item() < 1e-5f);
        Assert.Equal("True", Lesson["look-for-code"].Split('\n').Single(line => line.Contains("0.3 |", StringComparison.Ordinal)).Split('|')[1].Trim());
    }

    [Fact]
    public void Nothing_in_the_lesson_says_that_two_ways_disagree()
    {
        foreach (string cell in new[] { "one-code", "look-for-code", "size-code", "im2col-big", "speed-check" })
            Assert.DoesNotContain("False", Lesson[cell], StringComparison.Ordinal);
        Assert.Contains("combinations tried, 0 differ", Lesson["size-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_solution_in_the_lesson_is_right_and_each_stub_says_what_to_do()
    {
        foreach (int exercise in new[] { 1, 2, 3, 4 })
        {
            Assert.StartsWith("✓ L04-", Lesson[$"exercise-{exercise}-solution"], StringComparison.Ordinal);
            Assert.Contains("is not written yet. Replace", Lesson[$"exercise-{exercise}-code"], StringComparison.Ordinal);
        }
    }
}
