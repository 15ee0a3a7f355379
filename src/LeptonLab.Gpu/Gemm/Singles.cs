namespace LeptonLab.Gpu;

/// <summary>
/// A supply number by number: one term of 4, 8 or 16 lines, which stay the same from block to block, so that their places are
/// worked out once. See <see cref="ISupply"/>.
/// </summary>
internal struct Singles<TFactor> : ISupply
    where TFactor : struct, IFactor
{
    internal TFactor Factor;

    private Place _l0, _l1, _l2, _l3, _l4, _l5, _l6, _l7, _l8, _l9, _l10, _l11, _l12, _l13, _l14, _l15;
    private Float4 _v0, _v1, _v2, _v3;
    private int _term;      // this thread's, within a block
    private int _line;      // its first, within the tile
    private int _step;      // to its next

    public void Begin(int matrix, int first, int lines, int threads, int depth, int share)
    {
        _step = threads / depth;
        int thread = Group.IdxX;
        _term = Factor.TermsAreNeighbours ? thread % depth : thread / _step;
        _line = Factor.TermsAreNeighbours ? thread / depth : thread % _step;

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

    public void Load(int block, int end, int share)
    {
        int term = block + _term;
        bool isInside = term < end;
        Place place = Factor.Term(term);
        _v0 = Four(_l0, _l1, _l2, _l3, place, isInside);
        if (share > 4)
            _v1 = Four(_l4, _l5, _l6, _l7, place, isInside);
        if (share > 8)
        {
            _v2 = Four(_l8, _l9, _l10, _l11, place, isInside);
            _v3 = Four(_l12, _l13, _l14, _l15, place, isInside);
        }
    }

    public readonly void Store(ArrayView<float> shared, int stride, int share)
    {
        int at = _term * stride + _line;
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
        ArrayView<float> target = shared.SubView(at);
        target[0] = values.X;
        target[_step] = values.Y;
        target[2 * _step] = values.Z;
        target[3 * _step] = values.W;
    }

    private readonly Place At(int matrix, int first, int i, int lines) =>
        Factor.Line(matrix, IntrinsicMath.Min(first + _line + i * _step, lines - 1));

    private readonly Float4 Four(Place l0, Place l1, Place l2, Place l3, Place term, bool isInside) => new(
        Factor.Load(l0, term, isInside), Factor.Load(l1, term, isInside), Factor.Load(l2, term, isInside), Factor.Load(l3, term, isInside));
}
