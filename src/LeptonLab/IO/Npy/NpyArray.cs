using System.Runtime.InteropServices;

namespace LeptonLab.IO;

/// <summary>
/// An array of numbers of one type, as NumPy has them: row by row, the last axis contiguous. Images keep their bytes here,
/// a quarter of what a <see cref="Tensor"/> takes.
/// </summary>
public sealed class NpyArray
{
    /// <summary>Makes an array over the given bytes, which it keeps (no copy).</summary>
    /// <param name="type">The type of the numbers; not <see cref="NumberType.BFloat16"/>, which NumPy does not have.</param>
    /// <param name="shape">The extents, outermost first.</param>
    /// <param name="bytes">The numbers in memory order and in the byte order of this machine.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as the shape and the type ask for.</exception>
    public NpyArray(NumberType type, Shape shape, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (type == NumberType.BFloat16)
            throw new ArgumentException("NumPy has no numbers of type BFloat16; convert them to Float32.");
        if ((long)shape.Count * type.Size() != bytes.Length)
        {
            throw new ArgumentException(
                $"An array {shape} of type {type} takes {(long)shape.Count * type.Size():N0} bytes; {bytes.Length:N0} were given.");
        }

        (Type, Shape, Bytes) = (type, shape, bytes);
    }

    /// <summary>The type of the numbers.</summary>
    public NumberType Type { get; }

    /// <summary>The extents, outermost first; <c>[]</c> for a single number.</summary>
    public Shape Shape { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => Shape.Count;

    /// <summary>The numbers in memory order and in the byte order of this machine. Those of UInt8 are the numbers themselves.</summary>
    public byte[] Bytes { get; }

    /// <summary>An array with a copy of the given numbers.</summary>
    /// <typeparam name="T">bool, byte, sbyte, … ulong, Half, float or double.</typeparam>
    /// <exception cref="ArgumentException">There is no such type, or the shape holds another number of them.</exception>
    public static NpyArray From<T>(ReadOnlySpan<T> numbers, Shape shape)
        where T : unmanaged
    {
        foreach (NumberType type in Enum.GetValues<NumberType>())
        {
            if (type.ClrType() == typeof(T))
                return new NpyArray(type, shape, MemoryMarshal.AsBytes(numbers).ToArray());
        }

        throw new ArgumentException($"NumPy files do not hold numbers of type {typeof(T).Name} here.");
    }

    /// <summary>An array of Float32 with a copy of a tensor's numbers.</summary>
    public static NpyArray From(Tensor tensor) => From(tensor.Values, tensor.Shape);

    /// <summary>The numbers as they are, to read and write: <c>labels.AsSpan&lt;long&gt;()</c>.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> names: byte for UInt8, long for Int64, …</typeparam>
    /// <exception cref="ArgumentException">The numbers are of another type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged => typeof(T) == Type.ClrType()
        ? MemoryMarshal.Cast<byte, T>(Bytes.AsSpan())
        : throw new ArgumentException($"The numbers of this array are of type {Type}, not {typeof(T).Name}.");

    /// <summary>A tensor with the numbers as 32-bit floats; bytes stay 0 to 255.</summary>
    /// <remarks>
    /// Integers must come through exactly: one that needs more than 24 significant bits is refused. Float64 is rounded to
    /// the nearest float; a finite number beyond ±3.4e38 is refused. False is 0, true is 1.
    /// </remarks>
    /// <exception cref="LeptonException">A number does not fit.</exception>
    public Tensor ToTensor()
    {
        var tensor = new Tensor(Shape);
        return FloatConversion.ToFloats(Bytes, Type, tensor.AsSpan()) is { } problem
            ? throw new LeptonException($"An array {Shape} of type {Type} cannot become a tensor: {problem}. Use AsSpan instead.")
            : tensor;
    }

    /// <summary>For example <c>UInt8 [97176, 28, 28, 3]</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";
}
