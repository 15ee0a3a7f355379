namespace LeptonLab.Nn.Models;

/// <summary>
/// How the way around a residual block changes the shape, where the block does (He et al., CVPR 2016, §3.3 and §4.1).
/// </summary>
public enum Shortcut
{
    /// <summary>Option A: every second pixel, and zeros for the new channels; no parameters.</summary>
    Identity,

    /// <summary>Option B: a 1×1 convolution with batch normalization.</summary>
    Projection,
}

internal static class Shortcuts
{
    /// <summary>The layer on the way around; null where nothing has to change.</summary>
    internal static Layer? Make(int @in, int @out, int stride, Shortcut kind)
    {
        if (stride == 1 && @in == @out)
            return null;
        if (kind == Shortcut.Identity)
            return new SubsampleAndWiden(@in, @out, stride);
        return new Sequential(
            new Conv2d(@in, @out, kernel: 1, stride: stride, bias: false) { Name = "0" },
            new BatchNorm2d(@out) { Name = "1" });
    }
}
