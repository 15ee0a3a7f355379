using LeptonLab.Nn;

namespace LeptonLab.Tests.Nn;

public class PositionsTests
{
    [Fact]
    public void Sinusoidal_positions_follow_the_formula_of_the_paper()
    {
        const int Features = 512;
        Tensor p = new SinusoidalPositions(Features).Positions(0, 1000);
        for (int t = 0; t < 1000; t += 37)
        for (int i = 0; i < Features / 2; i++)
        {
            double angle = t / Math.Pow(10000, 2.0 * i / Features);
            Assert.Equal(Math.Sin(angle), p[t, 2 * i], 1e-6);
            Assert.Equal(Math.Cos(angle), p[t, 2 * i + 1], 1e-6);
        }
    }

    [Fact]
    public void An_odd_number_of_features_ends_with_a_sine()
    {
        Tensor p = new SinusoidalPositions(3).Positions(1, 1);
        Assert.Equal(Math.Sin(1 / Math.Pow(10000, 2.0 / 3)), p[0, 2], 1e-6);
    }

    [Fact]
    public void A_longer_sequence_begins_with_the_positions_of_a_shorter_one()
    {
        var layer = new SinusoidalPositions(6);
        float[] few = layer.Positions(0, 5).ToArray();
        float[] many = layer.Positions(0, 50).ToArray();
        Assert.Equal(few, many[..few.Length]);
        Assert.Equal(many[18..24], layer.Positions(3, 1).ToArray());
    }

    [Fact]
    public void Positions_are_added_to_every_sequence()
    {
        var sinusoidal = new SinusoidalPositions(4);
        Tensor y = sinusoidal.Forward(Tensor.Ones([2, 3, 4]), first: 5);
        Assert.Equal(1 + sinusoidal.Positions(6, 1)[0, 2], y[1, 1, 2]);

        var learnt = new LearntPositions(10, 4);
        y = learnt.Forward(Tensor.Ones([2, 3, 4]), first: 5);
        Assert.Equal(1 + learnt.Weight[6, 2], y[1, 1, 2]);
        y.Sum().Backward();
        Assert.Equal(2, learnt.Weight.Grad![6, 2]);
        Assert.Equal(0, learnt.Weight.Grad![4, 2]);
    }

    [Fact]
    public void A_sequence_beyond_the_last_position_is_refused()
    {
        var learnt = new LearntPositions(10, 4);
        Assert.Contains(
            "has 10 positions; a sequence that ends at position 11",
            Assert.Throws<ShapeException>(() => learnt.Forward(Tensor.Ones([1, 3, 4]), first: 8)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => learnt.OutputShape([11, 4]));
        Assert.Throws<ShapeException>(() => learnt.Forward(Tensor.Ones([1, 3, 5])));
        Assert.Throws<ArgumentOutOfRangeException>(() => learnt.Forward(Tensor.Ones([1, 3, 4]), first: -1));
    }

    [Fact]
    public void A_linear_layer_maps_each_entry_by_itself()
    {
        var layer = new Linear(4, 3);
        Tensor x = Conformance.Draw.Tensor([2, 5, 4], 1);
        Tensor y = layer.Forward(x);
        Assert.Equal(new Shape(2, 5, 3), y.Shape);
        Assert.Equal(layer.Forward(x.Reshape([10, 4])).ToArray(), y.ToArray());
        Assert.Contains(
            "maps the last axis, [..., 4]; got [2, 5]",
            Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones([2, 5]))).Message,
            StringComparison.Ordinal);
        Assert.Equal(new Shape(2, 0, 3), layer.Forward(Tensor.Ones([2, 0, 4])).Shape);
    }
}
