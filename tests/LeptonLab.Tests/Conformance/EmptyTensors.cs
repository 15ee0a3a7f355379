namespace LeptonLab.Tests.Conformance;

public class EmptyTensors
{
    [Theory]
    [InlineData(0, 5, 4)]
    [InlineData(3, 0, 4)]
    [InlineData(3, 5, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(70, 0, 90)]
    public void A_dense_layer_without_terms_gives_its_bias(int batch, int inputs, int outputs) => HoldToPlain(
        tensors => Ops.Dense.Apply(tensors[0], tensors[1], tensors[2]), [batch, inputs], [inputs, outputs], [outputs]);

    [Theory]
    [InlineData(0, 4, 4, 3)]
    [InlineData(2, 4, 4, 0)]
    public void Pooling_nothing_gives_nothing(int batch, int height, int width, int channels) => HoldToPlain(
        tensors => Ops.MaxPool2d.Apply(tensors[0]), [batch, height, width, channels]);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public void Rectifying_nothing_gives_nothing(int rows, int columns) => HoldToPlain(
        tensors => Ops.Relu.Apply(tensors[0]), [rows, columns]);

    [Theory]
    [InlineData(0, 6, 6, 3, 4, 1)]
    [InlineData(2, 6, 6, 0, 4, 1)]
    [InlineData(2, 6, 6, 3, 0, 1)]
    [InlineData(0, 6, 6, 4, 4, 4)]
    [InlineData(2, 6, 6, 0, 4, 2)]
    public void A_fused_convolution_without_terms_gives_its_rectified_bias(
        int batch, int height, int width, int @in, int @out, int groups) => HoldToPlain(
        tensors => Ops.Conv2dReluPool.Apply(tensors[0], tensors[1], tensors[2], padding: 1, groups: groups),
        [batch, height, width, @in],
        [3, 3, @in / groups, @out],
        [@out]);

    private static void HoldToPlain(Func<Tensor[], Tensor> apply, params Shape[] shapes)
    {
        Tensor[] plain = Compute(Device.Plain);
        foreach ((Device device, _) in Tolerances.All)
        foreach ((Tensor p, Tensor f) in plain.Zip(Compute(device)))
            Assert.InRange(Draw.Difference(p, f), 0, 1e-5);

        Tensor[] Compute(Device device)
        {
            Tensor[] operands = [.. shapes.Select((shape, i) => Draw.Tensor(shape, 3, (ulong)i).To(device))];
            foreach (Tensor operand in operands)
                operand.RequiresGrad = true;
            Tensor y = apply(operands);
            y.Backward(Draw.Tensor(y.Shape, 9).To(device));
            return [y, .. operands.Select(operand => operand.Grad!)];
        }
    }
}
