namespace LeptonLab.Cpu;

/// <summary>
/// The transforms of Winograd's F(m×m, 3×3): a tile of m×m outputs of a 3×3 convolution of stride 1 from
/// (m + 2)×(m + 2) inputs,
/// <code>
/// y = Aᵀ [ Σ_c (G w_c Gᵀ) ⊙ (Bᵀ x_c B) ] A
/// </code>
/// with (m + 2)² multiplications per channel instead of 9m². Lavin and Gray, "Fast algorithms for convolutional neural
/// networks", arXiv:1509.09308, section 4. A lane is a channel, so no result depends on the width of the vectors.
/// </summary>
/// <remarks>
/// Every transform is a line of the left matrix along columns and then one of the right matrix along rows. A side is
/// m + 2 numbers. In scratch memory a number stands for one vector of channels.
/// </remarks>
internal unsafe interface IWinogradTile
{
    /// <summary>m: rows and columns of outputs in a tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>m + 2: rows and columns of inputs under a tile.</summary>
    static abstract int Side { get; }

    /// <summary>Bᵀ x for one column of pixels.</summary>
    /// <param name="x">The uppermost pixel.</param>
    /// <param name="row">From one row to the next, in numbers.</param>
    /// <param name="column">Takes one side, vectors one behind another.</param>
    static abstract void InputColumn<TSimd>(float* x, nint row, float* column)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>(Bᵀ x) B for a tile whose columns <see cref="InputColumn"/> wrote.</summary>
    /// <param name="left">The first m columns, sides one behind another.</param>
    /// <param name="right">The last two columns.</param>
    /// <param name="v">Takes the positions of the tile, row by row.</param>
    /// <param name="position">From one position to the next, in numbers.</param>
    static abstract void InputTile<TSimd>(float* left, float* right, float* v, nint position)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>G w Gᵀ.</summary>
    /// <param name="w">The first weight of the kernel.</param>
    /// <param name="weight">From one weight to the next, in numbers.</param>
    /// <param name="u">Takes the positions, row by row.</param>
    /// <param name="position">From one position to the next, in numbers.</param>
    /// <param name="scratch">Room for three sides.</param>
    static abstract void Weights<TSimd>(float* w, nint weight, float* u, nint position, float* scratch)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>Aᵀ M for the whole tile.</summary>
    /// <param name="products">The positions of M, row by row.</param>
    /// <param name="position">From one position to the next, in numbers.</param>
    /// <param name="lines">Takes m sides, one for each row of outputs.</param>
    static abstract void OutputColumns<TSimd>(float* products, nint position, float* lines)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>(Aᵀ M) A + b, written as m×m pixels.</summary>
    /// <param name="lines">What <see cref="OutputColumns"/> wrote.</param>
    /// <param name="bias">b.</param>
    /// <param name="y">The first pixel.</param>
    /// <param name="row">From one row of pixels to the next, in numbers.</param>
    /// <param name="pixel">From one pixel to the next, in numbers.</param>
    /// <returns>NaN in the lanes that have any number that is not finite, else zero.</returns>
    static abstract TSimd OutputPixels<TSimd>(float* lines, TSimd bias, float* y, nint row, nint pixel)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>The same with ReLU and 2×2 max-pooling behind it, for finite numbers.</summary>
    /// <param name="lines">What <see cref="OutputColumns"/> wrote.</param>
    /// <param name="bias">b.</param>
    /// <param name="y">The first pooled pixel.</param>
    /// <param name="places">Its places; null where nobody wants them.</param>
    /// <param name="row">From one row of pooled pixels to the next, in numbers.</param>
    /// <param name="pixel">From one pooled pixel to the next, in numbers.</param>
    /// <returns>NaN in the lanes that have any number that is not finite, else zero.</returns>
    static abstract TSimd OutputPooled<TSimd>(float* lines, TSimd bias, float* y, byte* places, nint row, nint pixel)
        where TSimd : struct, ISimd<TSimd>;
}
