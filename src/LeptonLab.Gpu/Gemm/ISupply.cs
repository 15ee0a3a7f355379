namespace LeptonLab.Gpu;

/// <summary>One thread's share in bringing a factor from global to shared memory, number by number or by fours.</summary>
/// <remarks>
/// In shared memory a block is [term, line], and a line's numbers are four apart from the next term's modulo 32: threads that
/// write eight terms of four lines write to 32 different banks.
/// </remarks>
internal interface ISupply
{
    /// <summary>Chooses this thread's terms and lines.</summary>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="first">The tile's first line.</param>
    /// <param name="lines">The factor's lines. Those beyond are supplied with the last one's numbers, and not stored.</param>
    /// <param name="threads">Threads of the group; a constant.</param>
    /// <param name="depth">Terms of a block; a constant.</param>
    /// <param name="share">Numbers for each thread: 4, 8 or 16; a constant.</param>
    void Begin(int matrix, int first, int lines, int threads, int depth, int share);

    /// <summary>Loads this thread's numbers of a block into registers; zeros from term <paramref name="end"/> on.</summary>
    void Load(int block, int end, int share);

    /// <summary>Writes them to shared memory.</summary>
    /// <param name="shared">The block, [term, line].</param>
    /// <param name="stride">From one term to the next.</param>
    /// <param name="share">4, 8 or 16; a constant.</param>
    void Store(ArrayView<float> shared, int stride, int share);
}
