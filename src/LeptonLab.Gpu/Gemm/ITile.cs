namespace LeptonLab.Gpu;

/// <summary>
/// The part of a product that one group computes: <c>8 · Down</c> rows and <c>8 · Across</c> columns, 8 × 8 for each of its
/// <c>Down · Across</c> threads, <c>Depth</c> terms at a time. Where that would be few threads there are several teams of them,
/// each with its part of the terms and sums of its own. Constants, so that the compiler sees them.
/// </summary>
internal interface ITile
{
    /// <summary>Threads from one row of threads to the next; a power of two.</summary>
    int Across { get; }

    /// <summary>Rows of threads; a power of two.</summary>
    int Down { get; }

    /// <summary>Teams of such threads; a power of two.</summary>
    int Teams { get; }

    /// <summary>
    /// Terms in shared memory at a time: 1, or four or eight for each team, and such that a thread brings 4, 8 or 16 numbers of
    /// each factor.
    /// </summary>
    int Depth { get; }

    /// <summary>Groups that a multiprocessor is to have room for at a time: as 128 registers for each of 512 threads allow, or 168 for 384.</summary>
    int Together { get; }
}

/// <summary>The tiles that there are.</summary>
internal static class Tile
{
    /// <summary>128 × 128, for large matrices.</summary>
    internal readonly struct Large : ITile
    {
        public int Across => 16;

        public int Down => 16;

        public int Teams => 1;

        public int Depth => 8;

        public int Together => 2;
    }

    /// <summary>128 × 64.</summary>
    internal readonly struct Narrow : ITile
    {
        public int Across => 8;

        public int Down => 16;

        public int Teams => 1;

        public int Depth => 8;

        public int Together => 4;
    }

    /// <summary>128 × 32, for a convolution with 32 channels or a layer with ten outputs.</summary>
    internal readonly struct Slim : ITile
    {
        public int Across => 4;

        public int Down => 16;

        public int Teams => 1;

        public int Depth => 8;

        public int Together => 6;
    }

    /// <summary>64 × 64, where 128 × 128 would leave most of the processor idle.</summary>
    internal readonly struct Small : ITile
    {
        public int Across => 8;

        public int Down => 8;

        public int Teams => 1;

        public int Depth => 8;

        public int Together => 8;
    }

    /// <summary>32 × 128, for few rows: a small batch.</summary>
    internal readonly struct Flat : ITile
    {
        public int Across => 16;

        public int Down => 4;

        public int Teams => 1;

        public int Depth => 8;

        public int Together => 6;
    }

    /// <summary>32 × 32, for few rows and columns and many terms: the weights' gradient of a first convolution.</summary>
    internal readonly struct Deep : ITile
    {
        public int Across => 4;

        public int Down => 4;

        public int Teams => 8;

        public int Depth => 32;

        public int Together => 3;
    }

    /// <summary>8 × 8 by one thread, for ILGPU's CPU accelerator, whose barriers take longer than the products.</summary>
    internal readonly struct Solo : ITile
    {
        public int Across => 1;

        public int Down => 1;

        public int Teams => 1;

        public int Depth => 1;

        public int Together => 1;
    }

    /// <summary>16 × 16 by four threads, to test barriers on ILGPU's CPU accelerator, where each thread is one of the operating system's.</summary>
    internal readonly struct Tiny : ITile
    {
        public int Across => 2;

        public int Down => 2;

        public int Teams => 1;

        public int Depth => 4;

        public int Together => 1;
    }
}
