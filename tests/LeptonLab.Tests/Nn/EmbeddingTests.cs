using LeptonLab.Nn;

namespace LeptonLab.Tests.Nn;

public class EmbeddingTests
{
    [Fact]
    public void Tokens_of_any_shape_get_one_more_axis()
    {
        var layer = new Embedding(10, 3);
        Tensor y = layer.Forward(Tensor.From([1, 9, 0, 1], [2, 2]));
        Assert.Equal(new Shape(2, 2, 3), y.Shape);
        Assert.Equal(layer.Weight[9, 2], y[0, 1, 2]);
        Assert.Equal(layer.OutputShape([2]), y.Shape.DropFirst());
    }

    [Theory]
    [InlineData(10, "at [1, 0] of [2, 2] stands 10")]
    [InlineData(-1, "at [1, 0] of [2, 2] stands -1")]
    [InlineData(0.5f, "at [1, 0] of [2, 2] stands 0.5")]
    [InlineData(float.NaN, "at [1, 0] of [2, 2] stands NaN")]
    public void What_is_no_token_is_named_with_its_position(float element, string message)
    {
        Exception error = Assert.Throws<ArgumentException>(() =>
            new Embedding(10, 3).Forward(Tensor.From([1, 9, element, 1], [2, 2])));
        Assert.Contains("whole numbers 0 to 9", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_padding_token_is_zero_and_stays_so()
    {
        var layer = new Embedding(5, 3, padding: 2);
        Assert.Equal(0, layer.Weight[2, 1]);
        layer.Forward(Tensor.From([2, 1], [2])).Sum().Backward();
        Assert.Equal(0, layer.Weight.Grad![2, 1]);
        Assert.Equal(1, layer.Weight.Grad![1, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Embedding(5, 3, padding: 5));
    }
}
