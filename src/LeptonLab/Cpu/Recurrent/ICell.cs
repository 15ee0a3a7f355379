namespace LeptonLab.Cpu;

/// <summary>
/// What a recurrent unit does around its products. Its numbers of one step lie in blocks of [hidden]: the gates in the order
/// of the weights, and behind them, for gates whose two halves are not simply added up, the recurrent halves.
/// </summary>
/// <remarks>
/// The methods take some units of one sequence, a multiple of the vector's lanes. Each function of a gate is a loop of its
/// own (<see cref="GatePass"/>): all of them in one loop are more than the compiler inlines.
/// </remarks>
internal interface ICell
{
    /// <summary>Blocks of columns in the weights.</summary>
    static abstract int Gates { get; }

    /// <summary>The first so many gates see only x · W + h · U; of the others both halves are kept.</summary>
    static abstract int SummedGates { get; }

    /// <summary>Whether there is a cell state besides the hidden one.</summary>
    static abstract bool HasCell { get; }

    /// <summary>From the products to the next state. The blocks then hold what <see cref="Backward"/> needs.</summary>
    static abstract void Forward<TSimd>(in CellForward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>From the gradient of the next state to those of the products, which replace the blocks.</summary>
    static abstract void Backward<TSimd>(in CellBackward at, int unit, int end)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>Where a cell finds the numbers of one sequence and step; pointers to unit 0.</summary>
internal unsafe ref struct CellForward
{
    /// <summary>The products; the activated gates go here.</summary>
    internal float* Blocks;

    /// <summary>From one block to the next: the number of units.</summary>
    internal nint Block;

    /// <summary>The biases, block by block.</summary>
    internal float* Bias;

    internal float* HiddenBefore;
    internal float* CellBefore;

    /// <summary>The new hidden state, for the next step.</summary>
    internal float* HiddenAfter;

    /// <summary>The same, for the result.</summary>
    internal float* Output;

    internal float* CellAfter;
}

/// <summary>The same for the backward pass.</summary>
internal unsafe ref struct CellBackward
{
    /// <summary>What the forward pass left; the gradients of the products go here.</summary>
    internal float* Blocks;

    /// <summary>From one block to the next: the number of units.</summary>
    internal nint Block;

    internal float* HiddenBefore;
    internal float* CellBefore;
    internal float* CellAfter;

    /// <summary>∂L/∂ the result of this step.</summary>
    internal float* DOutput;

    /// <summary>
    /// In: ∂L/∂ the new hidden state, by what came later. Out: the part of ∂L/∂ the old one that does not pass the products.
    /// </summary>
    internal float* DHidden;

    /// <summary>In: ∂L/∂ the new cell state, by what came later. Out: ∂L/∂ the old one.</summary>
    internal float* DCell;

    /// <summary>The gradients of the biases so far, block by block.</summary>
    internal float* DBias;
}
