using CsCheck;
using LeptonLab.Numerics;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>
/// Numbers strewn among ordinary ones from −1 to 1. At most one huge number is strewn, so that no sum of the plain loops
/// overflows in any order: what is not finite then is a kernel's own doing.
/// </summary>
/// <param name="Kind">What is strewn.</param>
/// <param name="Operand">The operand that gets it, counted from 0.</param>
/// <param name="Count">How many, if the tensor has as many.</param>
/// <param name="Also">What is strewn over the operand behind it, one or two of them; nothing large.</param>
internal readonly record struct Sprinkle(SprinkleKind Kind, int Operand, int Count, SprinkleKind Also)
{
    /// <summary>
    /// How far finite results may be from the plain loops in double. What is left where large numbers cancel is small
    /// against them only; and Winograd's transforms add and subtract them again where the plain loops, which never took
    /// them in, may have 0. So with such numbers only NaN and ±∞ are compared. An overflow within the transforms is no
    /// exception: the kernels repair it.
    /// </summary>
    /// <param name="terms">Of the sum: a long one may come out far smaller than what it went through.</param>
    internal double Tolerance(long terms = 1) =>
        Kind is SprinkleKind.Large or SprinkleKind.Huge ? double.PositiveInfinity : 1e-5 * Math.Max(1, Math.Sqrt(terms) / 16);

    internal static Gen<Sprinkle> Among(int operands) =>
        from kind in Draw.OneOf(0, 0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7)
        from operand in Gen.Int[0, operands - 1]
        from count in Draw.OneOf(1, 1, 2, 5, 40)
        from also in Draw.OneOf(0, 0, 0, 0, 1, 2, 3, 4, 5)
        select new Sprinkle((SprinkleKind)kind, operand, count, kind == 0 ? SprinkleKind.None : (SprinkleKind)also);

    /// <summary>Strews into the operands that are meant.</summary>
    internal void Over(ulong seed, params ReadOnlySpan<Tensor> operands)
    {
        Strew(Kind, Kind == SprinkleKind.Huge ? 1 : Count, operands[Operand], new RandomStream(seed, 99));
        Strew(Also, 1 + Count % 2, operands[(Operand + 1) % operands.Length], new RandomStream(seed, 98));
    }

    private static void Strew(SprinkleKind kind, int count, Tensor operand, RandomStream random)
    {
        Span<float> values = operand.AsSpan();
        for (int i = (int)(random.NextUInt32() % 2), end = i + count; i < end && values.Length > 0; i++)
        {
            ref float value = ref values[i % 2 == 0 ? (int)(random.NextUInt32() % (uint)values.Length) : AtAnEdge(operand.Shape, random)];
            float sign = random.NextUInt32() % 2 == 0 ? 1 : -1;
            value = kind switch
            {
                SprinkleKind.NaN => float.NaN,
                SprinkleKind.Infinity => sign * float.PositiveInfinity,
                SprinkleKind.Any => Any(random.NextUInt32() % 4, sign),
                SprinkleKind.Denormal => sign * 1e-41f * random.NextSingle(0, 1),
                SprinkleKind.Zero => sign * 0f,
                SprinkleKind.Large => sign * 1e30f,
                SprinkleKind.Huge => sign * 3e38f,
                _ => value,
            };
        }
    }

    // In the last row or column of an image, or of a kernel: there may be no window there, or no output.
    private static int AtAnEdge(Shape shape, RandomStream random)
    {
        Span<int> at = stackalloc int[shape.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
            at[axis] = (int)(random.NextUInt32() % (uint)shape[axis]);
        int edge = shape.Rank == 4 ? 1 + (int)(random.NextUInt32() % 2) : 0;
        at[edge] = shape[edge] - 1;
        int offset = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
            offset = offset * shape[axis] + at[axis];
        return offset;
    }

    private static float Any(uint which, float sign) => which switch
    {
        0 => float.NaN,
        1 => sign * float.PositiveInfinity,
        2 => sign * 1e-42f,
        _ => sign * 0f,
    };
}

internal enum SprinkleKind
{
    None,
    NaN,
    Infinity,
    Any,
    Denormal,
    Zero,
    Large,
    Huge,
}
