using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>
/// The generator of <see cref="LeptonLab.Numerics.RandomStream"/> for eight neighbouring counters at once, a lane of 64 bits
/// for each: the product of two words then stays where it is. Only the lower half of a lane counts; what a product leaves in
/// the upper is never looked at.
/// </summary>
internal static class PhiloxLanes
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>The words 0 to 3 of eight counters, for AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<uint> W0, Vector256<uint> W1, Vector256<uint> W2, Vector256<uint> W3) Of512(
        ulong counter, ulong stream, ulong seed)
    {
        Vector512<ulong> c0 = Vector512.Create(counter) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7), c1 = c0 >>> 32;
        Vector512<ulong> c2 = Vector512.Create(stream), c3 = Vector512.Create(stream >> 32);
        Vector512<ulong> k0 = Vector512.Create(seed), k1 = Vector512.Create(seed >> 32);
        Vector512<uint> m0 = Vector512.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> p0 = Avx512F.Multiply(c0.AsUInt32(), m0), p1 = Avx512F.Multiply(c2.AsUInt32(), m1);
            (c0, c1, c2, c3) = ((p1 >>> 32) ^ c1 ^ k0, p1, (p0 >>> 32) ^ c3 ^ k1, p0);
            k0 += Vector512.Create((ulong)Weyl0);
            k1 += Vector512.Create((ulong)Weyl1);
        }

        return (
            Avx512F.ConvertToVector256UInt32(c0),
            Avx512F.ConvertToVector256UInt32(c1),
            Avx512F.ConvertToVector256UInt32(c2),
            Avx512F.ConvertToVector256UInt32(c3));
    }

    /// <summary>The same for AVX2, in two halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<uint> W0, Vector256<uint> W1, Vector256<uint> W2, Vector256<uint> W3) Of256(
        ulong counter, ulong stream, ulong seed)
    {
        (Vector256<ulong> a0, Vector256<ulong> a1, Vector256<ulong> a2, Vector256<ulong> a3) = Half(counter, stream, seed);
        (Vector256<ulong> b0, Vector256<ulong> b1, Vector256<ulong> b2, Vector256<ulong> b3) = Half(counter + 4, stream, seed);
        return (Vector256.Narrow(a0, b0), Vector256.Narrow(a1, b1), Vector256.Narrow(a2, b2), Vector256.Narrow(a3, b3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> C0, Vector256<ulong> C1, Vector256<ulong> C2, Vector256<ulong> C3) Half(
        ulong counter, ulong stream, ulong seed)
    {
        Vector256<ulong> c0 = Vector256.Create(counter) + Vector256.Create(0UL, 1, 2, 3), c1 = c0 >>> 32;
        Vector256<ulong> c2 = Vector256.Create(stream), c3 = Vector256.Create(stream >> 32);
        Vector256<ulong> k0 = Vector256.Create(seed), k1 = Vector256.Create(seed >> 32);
        Vector256<uint> m0 = Vector256.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> p0 = Avx2.Multiply(c0.AsUInt32(), m0), p1 = Avx2.Multiply(c2.AsUInt32(), m1);
            (c0, c1, c2, c3) = ((p1 >>> 32) ^ c1 ^ k0, p1, (p0 >>> 32) ^ c3 ^ k1, p0);
            k0 += Vector256.Create((ulong)Weyl0);
            k1 += Vector256.Create((ulong)Weyl1);
        }

        return (c0, c1, c2, c3);
    }
}
