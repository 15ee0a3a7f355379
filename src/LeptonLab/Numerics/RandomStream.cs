namespace LeptonLab.Numerics;

/// <summary>
/// Random numbers that are the same on every machine: the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror
/// and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011). A seed has 2⁶⁴ independent streams, so every layer,
/// epoch or sample can have its own, whatever the order in which they are drawn.
/// </summary>
public sealed class RandomStream
{
    private readonly uint[] _words = new uint[4];
    private int _next = 4;
    private ulong _block;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">What the user chose.</param>
    /// <param name="stream">Which of the seed's independent streams.</param>
    public RandomStream(ulong seed, ulong stream = 0)
    {
        Seed = seed;
        Stream = stream;
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Which of the seed's independent streams this is.</summary>
    public ulong Stream { get; }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_next == 4)
        {
            Philox(_block++, Stream, Seed, _words);
            _next = 0;
        }

        return _words[_next++];
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | (ulong)NextUInt32() << 32;

    /// <summary>Uniform in [0, 1), a multiple of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float NextSingle(float low, float high) => low + (high - low) * NextSingle();

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1, without bias (Lemire, ACM TOMACS 29(1), 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public int NextInt32(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        uint range = (uint)count;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint threshold = (0u - range) % range;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>Normal with mean 0 and variance 1 (Box and Muller, Ann. Math. Statist. 29(2), 1958).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * PortableMath.Log(1 - NextDouble()));
        return radius * PortableMath.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the elements in random order (Fisher and Yates; Knuth, TAOCP 2, algorithm 3.4.2P).</summary>
    public void Shuffle<T>(Span<T> elements)
    {
        for (int last = elements.Length - 1; last > 0; last--)
        {
            int other = NextInt32(last + 1);
            (elements[last], elements[other]) = (elements[other], elements[last]);
        }
    }

    /// <summary>The order 0 … <paramref name="count"/> − 1, shuffled.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    // Ten rounds over the counter (block, stream) under the key (seed).
    internal static void Philox(ulong block, ulong stream, ulong seed, Span<uint> words)
    {
        uint c0 = (uint)block, c1 = (uint)(block >> 32), c2 = (uint)stream, c3 = (uint)(stream >> 32);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
    }
}
