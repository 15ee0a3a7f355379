namespace LeptonLab.Cpu;

/// <summary>The ways to compute a convolution or its data gradient.</summary>
internal enum Conv2dAlgorithm
{
    /// <summary><see cref="Conv2dForward"/>, <see cref="Conv2dDataGradient"/>.</summary>
    Direct,

    /// <summary>F(2×2, 3×3), see <see cref="LeptonLab.Cpu.WinogradF23"/>.</summary>
    WinogradF23,

    /// <summary>F(4×4, 3×3), see <see cref="LeptonLab.Cpu.WinogradF43"/>.</summary>
    WinogradF43,
}
