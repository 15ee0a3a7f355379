using System.Runtime.InteropServices;

namespace LeptonLab.Gpu;

/// <summary>Four neighbouring numbers. ILGPU takes the struct apart into registers, and loads and stores it in one go.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Float4(float x, float y, float z, float w)
{
    internal float X = x;
    internal float Y = y;
    internal float Z = z;
    internal float W = w;

    /// <summary>Four neighbours of a tensor, from a multiple of four on.</summary>
    internal static Float4 Of(Floats numbers, int first) => numbers.Cast<float, Float4>().AsAligned(16)[first >> 2];

    /// <summary>a · b + c. The driver's compiler fuses each product with its sum.</summary>
    internal static Float4 MultiplyAdd(float a, Float4 b, Float4 c) =>
        new(a * b.X + c.X, a * b.Y + c.Y, a * b.Z + c.Z, a * b.W + c.W);
}
