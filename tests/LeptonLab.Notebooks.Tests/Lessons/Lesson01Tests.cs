using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 01 states, from the library and by plain counting.</summary>
public sealed class Lesson01Tests
{
    [Fact]
    public void Twenty_three_numbers_lie_before_element_1_2_3()
    {
        Tensor x = Tensor.From([.. Enumerable.Range(0, 24).Select(offset => (float)offset)], [2, 3, 4]);
        Assert.Equal(23, x[1, 2, 3]);
        Assert.Equal([12, 4, 1], StridedView.Of([2, 3, 4]).Strides);
    }

    [Fact]
    public void The_strides_of_both_layouts()
    {
        Assert.Equal([256 * 256 * 3, 256 * 3, 3, 1], StridedView.Of([32, 256, 256, 3]).Strides);
        Assert.Equal(196_608, StridedView.Of([32, 256, 256, 3]).Strides[0]);
        Assert.Equal([196_608, 65_536, 256, 1], StridedView.Of([32, 3, 256, 256]).Strides);
    }

    [Fact]
    public void Reshape_and_transpose_agree_at_two_places_of_twelve()
    {
        Tensor m = Tensor.From([.. Enumerable.Range(0, 12).Select(i => (float)i)], [3, 4]);
        Assert.Equal(2, m.Reshape([4, 3]).ToArray().Zip(m.Transpose().ToArray()).Count(pair => pair.First == pair.Second));
    }

    // Down the columns each of 1024 lines is wanted again after 1023 others, more than the 512 that are kept.
    [Theory]
    [InlineData(false, 65_536)]
    [InlineData(true, 1_048_576)]
    public void Lines_fetched_for_a_matrix_of_1024_rows(bool downColumns, int expected)
    {
        int[] fetchedAt = new int[65_536];
        int fetches = 0;
        for (int a = 0; a < 1024; a++)
        {
            for (int b = 0; b < 1024; b++)
            {
                int line = (downColumns ? b * 1024 + a : a * 1024 + b) / 16;
                if (fetchedAt[line] == 0 || fetches - fetchedAt[line] >= 512)
                    fetchedAt[line] = ++fetches;
            }
        }

        Assert.Equal(expected, fetches);
    }

    [Fact]
    public void Channels_first_is_a_view_with_the_strides_that_the_text_says()
    {
        StridedView planes = StridedView.Of([1, 64, 64, 3]).Permute(0, 3, 1, 2);
        Assert.Equal("start 0, shape [1, 3, 64, 64], strides [12288, 1, 192, 3]", planes.ToString());
    }
}
