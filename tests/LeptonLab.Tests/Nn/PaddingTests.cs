using LeptonLab.Nn;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn;

public class PaddingTests
{
    [Theory]
    [InlineData(7, 3, 1, 1, 7)]
    [InlineData(8, 3, 2, 1, 4)]
    [InlineData(7, 3, 2, 1, 4)]
    [InlineData(9, 2, 1, 1, 9)]
    [InlineData(9, 5, 3, 1, 3)]
    [InlineData(10, 3, 2, 2, 5)]
    [InlineData(9, 1, 4, 1, 3)]
    public void Same_gives_as_many_outputs_as_strides_fit(int side, int kernel, int stride, int dilation, int outputs)
    {
        var layer = new Conv2d(2, 3, kernel, stride, Padding.Same, dilation);
        Assert.Equal([outputs, outputs, 3], layer.OutputShape([side, side, 2]));
        Tensor x = Tensor.Uniform([2, side, side, 2], new RandomStream(1));
        Assert.Equal([2, outputs, outputs, 3], layer.Forward(x).Shape);
    }

    [Fact]
    public void Same_with_an_odd_kernel_is_the_padding_of_half_of_it_to_the_bit()
    {
        Conv2d same = new(8, 16, kernel: 3, padding: Padding.Same), one = new(8, 16, kernel: 3, padding: 1);
        Tensor x = Tensor.Uniform([2, 9, 11, 8], new RandomStream(1));
        Assert.Equal(one.Forward(x).ToArray(), same.Forward(x).ToArray());
        Conv2d valid = new(8, 16, kernel: 3, padding: Padding.Valid), none = new(8, 16, kernel: 3);
        Assert.Equal(none.Forward(x).ToArray(), valid.Forward(x).ToArray());
    }

    [Fact]
    public void What_is_odd_is_added_at_the_bottom_and_at_the_right()
    {
        var layer = new Conv2d(1, 1, kernel: 2, padding: Padding.Same, bias: false);
        layer.Weight.AsSpan().Fill(1);
        Tensor y = layer.Forward(Tensor.From([1, 2, 3, 4], [1, 2, 2, 1]));
        Assert.Equal([1 + 2 + 3 + 4, 2 + 4, 3 + 4, 4], y.ToArray());
    }

    [Fact]
    public void Sides_of_their_own_give_what_a_padded_image_gives_with_its_gradients()
    {
        Conv2d sides = new(3, 5, kernel: (2, 3), stride: 2, padding: new Padding(top: 0, bottom: 1, left: 2, right: 0));
        Conv2d plain = new(3, 5, kernel: (2, 3), stride: 2);
        Tensor x = Tensor.Uniform([2, 6, 7, 3], new RandomStream(1)), padded = Ops.ZeroPad2d.Apply(x, 0, 1, 2, 0);
        x.RequiresGrad = padded.RequiresGrad = true;
        Tensor y = sides.Forward(x), z = plain.Forward(padded);
        Assert.Equal(z.ToArray(), y.ToArray());
        Assert.Equal([3, 4, 5], sides.OutputShape([6, 7, 3]));
        Tensor dy = Tensor.Uniform(y.Shape, new RandomStream(2));
        y.Backward(dy);
        z.Backward(dy);
        Assert.Equal(plain.Weight.Grad!.ToArray(), sides.Weight.Grad!.ToArray());
        Assert.Equal(padded.Grad![1, 3, 4, 2], x.Grad![1, 3, 2, 2]);
    }

    [Fact]
    public void Fused_and_in_a_session_it_gives_the_same_bits()
    {
        var model = new Sequential(
            new Conv2d(3, 8, kernel: 3, stride: 2, padding: Padding.Same), new Relu(), new MaxPool2d(2),
            new Conv2d(8, 12, kernel: 2, padding: Padding.Same), new Tanh(),
            new Conv2d(12, 6, kernel: (1, 4), padding: Padding.Same));
        Tensor x = Tensor.Uniform([2, 18, 20, 3], new RandomStream(1));
        float[] expected = model.Forward(x).ToArray();
        Assert.Equal(expected, model.Fuse().Forward(x).ToArray());
        var session = new Inference(model, x.Shape);
        Assert.Equal(expected, session.Run(x).ToArray());
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
    }

    [Fact]
    public void A_kernel_need_not_be_square()
    {
        var layer = new Conv2d(3, 4, kernel: (1, 5), padding: new Padding(0, 0, 2, 2));
        Assert.Equal([1, 5, 3, 4], layer.Weight.Shape);
        Assert.Equal([6, 9, 4], layer.OutputShape([6, 9, 3]));
        Assert.Equal("Conv2d 1×5, 3→4, padding top 0, bottom 0, left 2, right 2", layer.Description);
        Assert.Equal([3, 8, 3], new MaxPool2d((2, 2), stride: (2, 1)).OutputShape([6, 9, 3]));
        Assert.Equal("MaxPool2d 2×2, stride 2×1", new MaxPool2d(2, stride: (2, 1)).Description);
    }

    [Fact]
    public void Wrong_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(3, 4, 3, padding: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(3, 4, (3, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Padding(0, 1, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool2d((2, 3), padding: (0, 2)));
        Assert.Contains("padding -1", Assert.Throws<ArgumentException>(() => Ops.Conv2d.Apply(Tensor.Ones([1, 4, 4, 1]), Tensor.Ones([3, 3, 1, 1]), padding: -1)).Message);
        string message = Assert.Throws<ShapeException>(() => new Conv2d(3, 4, (5, 2), padding: new Padding(0, 1, 0, 0)).OutputShape([3, 9, 3])).Message;
        Assert.Contains("(3 + 0 + 1 − 5)/1 + 1 leaves no output", message);
    }
}
