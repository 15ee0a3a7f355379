namespace LeptonLab.Gpu;

/// <summary>
/// A factor of a product c[line of a, line of b] = Σ a[line, term] · b[line, term]: a matrix in memory, or one that is never
/// made, such as the patches of images that a convolution multiplies by its weights ("implicit GEMM": Chetlur et al.,
/// "cuDNN: Efficient Primitives for Deep Learning", arXiv:1410.0759).
/// </summary>
internal interface IFactor
{
    /// <summary>Whether terms of one line are neighbours in memory, and not lines of one term: decides which thread brings what.</summary>
    bool TermsAreNeighbours { get; }

    /// <summary>Whether neighbours come in fours that begin at multiples of four.</summary>
    /// <param name="lines">The factor's lines.</param>
    /// <param name="terms">Its terms.</param>
    bool HasFours(int lines, int terms);

    /// <summary>Where a line (a row of the first factor, a column of the second) is.</summary>
    /// <param name="matrix">Which of a batch of matrices, or which group of channels.</param>
    /// <param name="line">Less than the number of lines.</param>
    Place Line(int matrix, int line);

    /// <summary>Where a term is, relative to its line.</summary>
    Place Term(int term);

    /// <summary>The number at a line and a term; 0 if this is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="term">The term.</param>
    /// <param name="isTerm">Whether there is such a term.</param>
    float Load(Place line, Place term, bool isTerm);

    /// <summary>That number and the three neighbours behind it, where there are fours: what memory has, on its way.</summary>
    Loaded LoadFour(Place line, Place term, bool isTerm);

    /// <summary>What becomes of them when they are there.</summary>
    Float4 Finish(Loaded loaded);
}

/// <summary>Numbers from memory, of which nothing is asked until a block of products later, when they have arrived.</summary>
internal struct Loaded
{
    internal Float4 Numbers;

    /// <summary>Four bytes that say which number of a window counts, see <see cref="PooledGradient"/>.</summary>
    internal int Places;

    /// <summary>Which one is wanted, four times.</summary>
    internal int Wanted;

    public static implicit operator Loaded(Float4 numbers) => new() { Numbers = numbers };
}
