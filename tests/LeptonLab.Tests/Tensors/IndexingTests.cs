namespace LeptonLab.Tests.Tensors;

public class IndexingTests
{
    private static readonly Tensor Grid = Tensor.From([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]);

    [Fact]
    public void Ranges_keep_an_axis_and_indices_drop_it()
    {
        AssertIs(Grid[1..2, 0..2], [1, 2, 4], [12, 13, 14, 15, 16, 17, 18, 19]);
        AssertIs(Grid[^1, .., 0], [3], [12, 16, 20]);
        AssertIs(Grid[.., ^1, 1..^1], [2, 2], [9, 10, 21, 22]);
        AssertIs(Grid[..], [2, 3, 4], Grid.ToArray());
        AssertIs(Grid[^1], [3, 4], Grid.ToArray()[12..]);
        AssertIs(Grid[0, 1, ^1], [], [7]);
        AssertIs(Grid[2.., 1], [0, 4], []);
        Assert.Equal(23, Grid[1, 2, 3]);
    }

    [Fact]
    public void Ranges_beyond_an_axis_are_refused_in_the_words_of_the_caller()
    {
        Assert.Contains("1..9 does not lie within axis 1", Assert.Throws<ShapeException>(() => Grid[.., 1..9]).Message);
        Assert.Contains("^5", Assert.Throws<ShapeException>(() => Grid[.., .., ^5]).Message);
        Assert.Contains("4 ranges", Assert.Throws<ShapeException>(() => Grid[.., .., .., 0]).Message);
        Assert.Contains("2..1", Assert.Throws<ShapeException>(() => Grid[.., 2..1]).Message);
        Assert.Contains("x[0, ..]", Assert.Throws<ArgumentException>(() => Grid[0]).Message);
        Assert.Contains("3 from 2 on", Assert.Throws<ShapeException>(() => Grid.Slice(2, 2, 3)).Message);
    }

    [Fact]
    public void The_gradient_of_a_part_is_zero_elsewhere()
    {
        Tensor x = Grid.Clone();
        x.RequiresGrad = true;
        x[1, .., 2..].Sum().Backward();
        Assert.Equal(Enumerable.Range(0, 24).Select(i => i >= 12 && i % 4 >= 2 ? 1f : 0), x.Grad!.ToArray());
    }

    [Fact]
    public void What_is_split_can_be_put_together_again()
    {
        Tensor[] thirds = Grid.Split(1, 3), unequal = Grid.Split(-1, [1, 3]);
        Assert.All(thirds, part => Assert.Equal([2, 1, 4], part.Shape));
        AssertIs(Tensor.Concat(1, thirds), [2, 3, 4], Grid.ToArray());
        AssertIs(Tensor.Concat(-1, unequal), [2, 3, 4], Grid.ToArray());
        AssertIs(Tensor.Stack(1, [.. thirds.Select(part => part.Squeeze(1))]), [2, 3, 4], Grid.ToArray());
        Assert.Contains("2 does not divide", Assert.Throws<ShapeException>(() => Grid.Split(1, 2)).Message);
        Assert.Contains("1 + 1", Assert.Throws<ShapeException>(() => Grid.Split(1, [1, 1])).Message);
        Assert.Contains("number 2", Assert.Throws<ShapeException>(() => Tensor.Concat(0, Grid, Tensor.Ones([2, 3, 5]))).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => Tensor.Concat(0)).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => Tensor.Stack(0)).Message);
        Assert.Contains("equal shapes", Assert.Throws<ShapeException>(() => Tensor.Stack(0, Grid, Tensor.Ones([2, 3]))).Message);
    }

    [Fact]
    public void Axes_come_and_go()
    {
        Tensor x = Tensor.Ones([2, 1, 3, 1]);
        Assert.Equal([2, 3], x.Squeeze().Shape);
        Assert.Equal([2, 1, 3], x.Squeeze(-1).Shape);
        Assert.Equal([2, 1, 3, 1, 1], x.Unsqueeze(-1).Shape);
        Assert.Equal([1, 2, 1, 3, 1], x.Unsqueeze(0).Shape);
        Assert.Contains("only an axis of 1", Assert.Throws<ShapeException>(() => x.Squeeze(2)).Message);
        Assert.Contains("can be 0 to 4", Assert.Throws<ShapeException>(() => x.Unsqueeze(5)).Message);
        AssertIs(Grid[0, ..].Transpose(), [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
        Assert.Equal([4, 3, 2], Grid.Transpose(0, 2).Shape);
        Assert.Contains("each of its 3 axes once", Assert.Throws<ShapeException>(() => Grid.Permute(0, 1, 1)).Message);
        Assert.Contains("there is no axis -2", Assert.Throws<ShapeException>(() => Tensor.Ones([3]).Transpose()).Message);
    }

    [Fact]
    public void A_frame_needs_a_pair_for_each_axis()
    {
        AssertIs(Tensor.Ones([1, 2]).Pad([(1, 0), (0, 1)], 5), [2, 3], [5, 5, 5, 1, 1, 5]);
        Assert.Contains("needs a pair", Assert.Throws<ShapeException>(() => Grid.Pad([(1, 1)])).Message);
        Assert.Contains("negative", Assert.Throws<ShapeException>(() => Tensor.Ones([3]).Pad([(-1, 0)])).Message);
    }

    [Fact]
    public void A_place_that_is_selected_twice_gets_both_gradients()
    {
        Tensor x = Grid.Clone();
        x.RequiresGrad = true;
        Tensor y = x.IndexSelect(1, 2, 0, 2);
        AssertIs(y[0, .., 0], [3], [8, 0, 8]);
        y.Sum().Backward();
        Assert.Equal([1, 0, 2], x.Grad![0, .., 0].ToArray());
        Assert.Contains("index 3, number 2 of 2", Assert.Throws<ArgumentException>(() => Grid.IndexSelect(1, 0, 3)).Message);
    }

    [Fact]
    public void Gathering_takes_one_place_for_each()
    {
        Tensor scores = Grid[0, ..], labels = Tensor.From([3, 0, 1], [3, 1]);
        AssertIs(scores.Gather(1, labels), [3, 1], [3, 4, 9]);
        Assert.Contains("whole number", Assert.Throws<ArgumentException>(() => scores.Gather(1, labels * 0.5f)).Message);
        Assert.Contains("0 to 3", Assert.Throws<ArgumentException>(() => scores.Gather(1, labels + 2)).Message);
        Assert.Contains("same extents", Assert.Throws<ShapeException>(() => scores.Gather(1, Tensor.Zeros([2, 1]))).Message);
    }

    private static void AssertIs(Tensor actual, Shape shape, float[] values)
    {
        Assert.Equal(shape, actual.Shape);
        Assert.Equal(values, actual.ToArray());
    }
}
