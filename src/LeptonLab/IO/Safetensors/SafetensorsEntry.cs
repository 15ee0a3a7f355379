namespace LeptonLab.IO;

/// <summary>What the header of a safetensors file says about one tensor.</summary>
/// <param name="Name">Its name, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Type">The type of its numbers as the format calls it, such as <c>BF16</c>.</param>
/// <param name="Shape">Its extents, outermost first.</param>
/// <param name="Offset">Where its bytes start, counted from the end of the header.</param>
/// <param name="Length">In bytes.</param>
public sealed record SafetensorsEntry(string Name, string Type, Shape Shape, long Offset, long Length)
{
    /// <summary>
    /// The type of its numbers; null for those that are listed but not read: complex numbers, and floats of 8 bits or fewer.
    /// </summary>
    public NumberType? NumberType => SafetensorsTypes.NumberType(Type);

    internal long End => Offset + Length;
}
