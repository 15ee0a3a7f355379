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

    /// <summary>Where a line (a row of the first factor, a column of the second) is.</summary>
    /// <param name="matrix">Which of a batch of matrices, or which group of channels.</param>
    /// <param name="line">Less than the number of lines.</param>
    Place Line(int matrix, int line);

    /// <summary>Where a term is, relative to its line.</summary>
    Place Term(int term);

    /// <summary>The number at a line and a term that are both inside.</summary>
    float Load(Place line, Place term);
}
