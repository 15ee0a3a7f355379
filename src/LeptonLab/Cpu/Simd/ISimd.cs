namespace LeptonLab.Cpu;

/// <summary>
/// A vector of single-precision numbers of some width. A kernel that is generic over it is compiled once for each width.
/// Every operation works lane by lane and rounds once, so a lane's result is the same for every width.
/// </summary>
internal unsafe interface ISimd<TSelf>
    where TSelf : struct, ISimd<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Width { get; }

    /// <summary>How many rows of a register tile of two columns fit into the registers.</summary>
    static abstract int TileRows { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(float* source);

    static abstract void Store(float* target, TSelf value);

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Divide(TSelf a, TSelf b);

    static abstract TSelf SquareRoot(TSelf a);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a · b + c with b in memory, rounded once: one instruction, where a load of its own would be two.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, float* b, TSelf c);

    /// <summary><paramref name="yes"/> where a &gt; b, else <paramref name="no"/>; false where either is NaN.</summary>
    static abstract TSelf SelectGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary><paramref name="yes"/> where a = b, else <paramref name="no"/>; false where either is NaN.</summary>
    static abstract TSelf SelectEqual(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary><paramref name="yes"/> where a is NaN, else <paramref name="no"/>.</summary>
    static abstract TSelf SelectNaN(TSelf a, TSelf yes, TSelf no);

    /// <summary>The larger of each pair of numbers that are not NaN; of +0 and −0 either one.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf a);

    /// <summary>The magnitude of one number with the sign of another.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>2ᵏ for a whole k, −126 ≤ k ≤ 127; any number for other k.</summary>
    static abstract TSelf PowerOfTwo(TSelf k);

    /// <summary>
    /// The m with √½ ≤ m &lt; √2 (the bounds rounded) and the whole k of a = 2ᵏ m, for normal a &gt; 0; any numbers for others.
    /// </summary>
    static abstract TSelf Significand(TSelf a, out TSelf k);

    /// <summary>Whether any lane is NaN.</summary>
    static abstract bool AnyNaN(TSelf a);

    /// <summary>As many bytes as there are lanes, as numbers 0 to 255.</summary>
    static abstract TSelf LoadBytes(byte* source);

    /// <summary>Stores whole numbers 0 to 255 as bytes.</summary>
    static abstract void StoreBytes(byte* target, TSelf value);
}
