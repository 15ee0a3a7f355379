namespace LeptonLab.Gpu;

/// <summary>What becomes of a product.</summary>
internal interface IResult
{
    /// <summary>Takes four rows of four columns; those beyond the edge of the matrix are to be ignored.</summary>
    /// <param name="matrix">Which of a batch of matrices, or which group of channels.</param>
    /// <param name="slice">Which part of the terms this is the sum of.</param>
    /// <param name="row">The first row, a multiple of 4.</param>
    /// <param name="column">The first column, a multiple of 4.</param>
    /// <param name="r0">The first row's numbers.</param>
    /// <param name="r1">The second row's.</param>
    /// <param name="r2">The third row's.</param>
    /// <param name="r3">The fourth row's.</param>
    void Store(int matrix, int slice, int row, int column, Float4 r0, Float4 r1, Float4 r2, Float4 r3);
}
