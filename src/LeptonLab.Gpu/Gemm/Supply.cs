namespace LeptonLab.Gpu;

/// <summary>
/// One thread's share in bringing a factor from global to shared memory: one term of 4, 8 or 16 lines, which stay the same
/// from block to block, so that their places are worked out once.
/// </summary>
/// <remarks>
/// In shared memory a block is [term, line], and a line's numbers are four apart from the next term's modulo 32: threads that
/// write eight terms of four lines write to 32 different banks.
/// </remarks>
internal struct Supply<TFactor>
    where TFactor : struct, IFactor
{
    private TFactor _factor;
    private Place _l0, _l1, _l2, _l3, _l4, _l5, _l6, _l7, _l8, _l9, _l10, _l11, _l12, _l13, _l14, _l15;
    private Float4 _v0, _v1, _v2, _v3;
    private int _term;      // this thread's, within a block
    private int _line;      // its first, within the tile
    private int _step;      // to its next

    /// <summary>Chooses this thread's terms and lines.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="matrix">Which matrix.</param>
    /// <param name="first">The tile's first line.</param>
    /// <param name="lines">The factor's lines.</param>
    /// <param name="threads">Threads of the group; a constant.</param>
    /// <param name="depth">Terms of a block; a constant.</param>
    /// <param name="share">4, 8 or 16; a constant.</param>
    internal void Begin(TFactor factor, int matrix, int first, int lines, int threads, int depth, int share)
    {
        _factor = factor;
        _step = threads / depth;
        int thread = Group.IdxX;
        _term = factor.TermsAreNeighbours ? thread % depth : thread / _step;
        _line = factor.TermsAreNeighbours ? thread / depth : thread % _step;

        _l0 = At(matrix, first, 0, lines);
        _l1 = At(matrix, first, 1, lines);
        _l2 = At(matrix, first, 2, lines);
        _l3 = At(matrix, first, 3, lines);
        if (share > 4)
        {
            _l4 = At(matrix, first, 4, lines);
            _l5 = At(matrix, first, 5, lines);
            _l6 = At(matrix, first, 6, lines);
            _l7 = At(matrix, first, 7, lines);
        }

        if (share > 8)
        {
            _l8 = At(matrix, first, 8, lines);
            _l9 = At(matrix, first, 9, lines);
            _l10 = At(matrix, first, 10, lines);
            _l11 = At(matrix, first, 11, lines);
            _l12 = At(matrix, first, 12, lines);
            _l13 = At(matrix, first, 13, lines);
            _l14 = At(matrix, first, 14, lines);
            _l15 = At(matrix, first, 15, lines);
        }
    }

    /// <summary>Loads this thread's numbers of a block into registers; zeros from term <paramref name="end"/> on.</summary>
    internal void Load(int block, int end, int share)
    {
        int term = block + _term;
        _v0 = default;
        _v1 = default;
        _v2 = default;
        _v3 = default;
        if (term >= end)
            return;
        Place place = _factor.Term(term);
        _v0 = new(Value(_l0, place), Value(_l1, place), Value(_l2, place), Value(_l3, place));
        if (share > 4)
            _v1 = new(Value(_l4, place), Value(_l5, place), Value(_l6, place), Value(_l7, place));
        if (share > 8)
        {
            _v2 = new(Value(_l8, place), Value(_l9, place), Value(_l10, place), Value(_l11, place));
            _v3 = new(Value(_l12, place), Value(_l13, place), Value(_l14, place), Value(_l15, place));
        }
    }

    /// <summary>Writes them to shared memory.</summary>
    /// <param name="shared">The block, [term, line].</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="stride">From one term to the next.</param>
    /// <param name="share">4, 8 or 16; a constant.</param>
    internal readonly void Store(ArrayView<float> shared, int start, int stride, int share)
    {
        int at = start + _term * stride + _line;
        Put(shared, at, _v0);
        if (share > 4)
            Put(shared, at + 4 * _step, _v1);
        if (share > 8)
        {
            Put(shared, at + 8 * _step, _v2);
            Put(shared, at + 12 * _step, _v3);
        }
    }

    private readonly void Put(ArrayView<float> shared, int at, Float4 values)
    {
        shared[at] = values.X;
        shared[at + _step] = values.Y;
        shared[at + 2 * _step] = values.Z;
        shared[at + 3 * _step] = values.W;
    }

    private readonly Place At(int matrix, int first, int i, int lines)
    {
        int line = first + _line + i * _step;
        return line < lines ? _factor.Line(matrix, line) : new Place(Place.Outside);
    }

    private readonly float Value(Place line, Place term) => line.Offset == Place.Outside ? 0f : _factor.Load(line, term);
}
