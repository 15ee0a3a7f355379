using LeptonLab.Nn.Models;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

/// <summary>Images of the size that people have, and odd ones: every path with all of its chunks, blocks and edges.</summary>
public class LargeImagesTests
{
    private const int Every = 997; // of the numbers one is compared; a prime, so that it is another channel and column each time

    [Fact]
    public void An_image_of_512_by_512_goes_through_the_reference_model()
    {
        LeptonLab.Nn.Sequential model = ReferenceCnn.Create([512, 512, 3], 10);
        Tensor x = Draw.Tensor([1, 512, 512, 3], 1), result = x;
        int convolutions = 0;
        foreach (LeptonLab.Nn.Layer layer in model.Fuse().Layers)
        {
            Tensor next = layer.Forward(result);
            if (layer is LeptonLab.Nn.Conv2dReluPool)
            {
                Tensor w = model.Parameters[2 * convolutions], b = model.Parameters[2 * convolutions + 1];
                Sample(result, w, b, next, new(1, result.Shape[1], result.Shape[2], result.Shape[3], 3, 3, w.Shape[3], 1, 0));
                convolutions++;
            }

            result = next;
        }

        Assert.Equal(3, convolutions);
        Assert.Equal(model.Forward(x).ToArray(), new LeptonLab.Nn.Inference(model, x.Shape).Run(x).ToArray());
    }

    [Theory]
    [InlineData(255, 257, 1, 5)]
    [InlineData(257, 255, 3, 17)]
    [InlineData(255, 255, 5, 3)]
    [InlineData(257, 63, 17, 17)]
    [InlineData(1, 257, 17, 16)]
    public void Odd_sizes_and_channels_are_right_with_their_gradients(int height, int width, int @in, int @out)
    {
        var g = new Conv2dGeometry(1, height, width, @in, 3, 3, @out, 1, 1);
        Tensor x = Draw.Tensor([1, height, width, @in], 1), w = Draw.Tensor([3, 3, @in, @out], 2), b = Draw.Tensor([@out], 3);
        Tensor dy = Draw.Tensor(g.OutputShape, 4);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = Conv2d.Apply(x, w, b, padding: 1);
        y.Backward(dy);
        for (int at = 0; at < y.Count; at += Every)
            Assert.Equal(Output(x, w, b, g, at / @out, at % @out), y.AsSpan()[at], 1e-4);

        // ∂L/∂x is a convolution of ∂L/∂y too; ∂L/∂w and ∂L/∂b are sums over the whole image.
        double[] dw = new double[w.Count], db = new double[b.Count];
        Conv2d.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(dy), [], dw, db, g);
        Assert.InRange(Draw.Difference(dw, w.Grad!), 0, 1e-5);
        Assert.InRange(Draw.Difference(db, b.Grad!), 0, 1e-5);
        for (int at = 0; at < x.Count; at += Every)
            Assert.Equal(DataGradient(w, dy, g, at / @in, at % @in), x.Grad!.AsSpan()[at], 1e-4);

        if (height >= 2)
            Sample(x, w, b, Conv2dReluPool.Apply(x, w, b, padding: 1), g);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(5, 3)]
    [InlineData(17, 40)]
    public void A_single_pixel_is_enough(int @in, int @out)
    {
        var g = new Conv2dGeometry(3, 1, 1, @in, 3, 3, @out, 1, 1);
        Tensor x = Draw.Tensor([3, 1, 1, @in], 1), w = Draw.Tensor([3, 3, @in, @out], 2), b = Draw.Tensor([@out], 3);
        Tensor y = Conv2d.Apply(x, w, b, padding: 1);
        for (int at = 0; at < y.Count; at++)
            Assert.Equal(Output(x, w, b, g, at / @out, at % @out), y.AsSpan()[at], 1e-5);
    }

    // Pooled outputs against sums of their own.
    private static void Sample(Tensor x, Tensor w, Tensor b, Tensor y, Conv2dGeometry g)
    {
        int columns = g.OutWidth / 2, rows = g.OutHeight / 2;
        Assert.Equal(new Shape(g.Batch, rows, columns, g.Out), y.Shape);
        for (int at = 0; at < y.Count; at += Every)
        {
            int o = at % g.Out, j = at / g.Out % columns, i = at / g.Out / columns % rows, n = at / g.Out / columns / rows;
            double largest = 0;
            for (int k = 0; k < 4; k++)
                largest = Math.Max(largest, Output(x, w, b, g, (n * g.OutHeight + 2 * i + k / 2) * g.OutWidth + 2 * j + k % 2, o));
            Assert.Equal(largest, y.AsSpan()[at], 1e-4);
        }
    }

    private static double Output(Tensor x, Tensor w, Tensor b, Conv2dGeometry g, int pixel, int o)
    {
        int j = pixel % g.OutWidth, i = pixel / g.OutWidth % g.OutHeight, n = pixel / g.OutWidth / g.OutHeight;
        double sum = b.AsSpan()[o];
        for (int u = 0; u < 3; u++)
        for (int v = 0; v < 3; v++)
        for (int c = 0; c < g.In; c++)
            sum += (double)g.PixelOrZero<float>(x.AsSpan(), n, g.Row(i, u), g.Column(j, v), c) * w.AsSpan()[g.W(u, v, c, o)];
        return sum;
    }

    private static double DataGradient(Tensor w, Tensor dy, Conv2dGeometry g, int pixel, int c)
    {
        int column = pixel % g.Width, row = pixel / g.Width;
        double sum = 0;
        for (int u = 0; u < 3; u++)
        for (int v = 0; v < 3; v++)
        {
            int i = row + g.Padding - u, j = column + g.Padding - v;
            if ((uint)i >= (uint)g.OutHeight || (uint)j >= (uint)g.OutWidth)
                continue;
            for (int o = 0; o < g.Out; o++)
                sum += (double)dy.AsSpan()[g.Y(0, i, j, o)] * w.AsSpan()[g.W(u, v, c, o)];
        }

        return sum;
    }
}
