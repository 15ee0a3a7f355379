namespace LeptonLab.Nn.Models;

/// <summary>A <see cref="BasicBlock"/> without the way around: what residual networks are compared with.</summary>
public sealed class PlainBlock : CompositeLayer
{
    /// <summary>Makes the block.</summary>
    public PlainBlock(int @in, int @out, int stride = 1)
    {
        Conv2d conv1 = Add("conv1", new Conv2d(@in, @out, kernel: 3, stride: stride, padding: 1, bias: false));
        BatchNorm2d bn1 = Add("bn1", new BatchNorm2d(@out));
        Conv2d conv2 = Add("conv2", new Conv2d(@out, @out, kernel: 3, padding: 1, bias: false));
        BatchNorm2d bn2 = Add("bn2", new BatchNorm2d(@out));
        Compose(conv1, bn1, new Relu(), conv2, bn2, new Relu());
    }
}
