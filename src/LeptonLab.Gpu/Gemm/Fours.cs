namespace LeptonLab.Gpu;

/// <summary>
/// A supply by fours: 1, 2 or 4 times four neighbours, of a line's terms or of a term's lines, of places that are worked out
/// once. See <see cref="ISupply"/>.
/// </summary>
internal struct Fours<TFactor> : ISupply
    where TFactor : struct, IFactor
{
    internal TFactor Factor;

    private Place _l0, _l1, _l2, _l3;
    private Loaded _v0, _v1, _v2, _v3;
    private int _term;      // this thread's first, within a block
    private int _line;      // its first, within the tile
    private int _step;      // from there to the line of its next four

    public void Begin(int matrix, int first, int lines, int threads, int depth, int share)
    {
        int thread = Group.IdxX, across = Factor.TermsAreNeighbours ? (depth + 3) / 4 : threads / depth;
        int four = thread % across, other = thread / across;
        _term = Factor.TermsAreNeighbours ? 4 * four : other;
        _line = Factor.TermsAreNeighbours ? other : 4 * four;
        _step = Factor.TermsAreNeighbours ? threads / across : 4 * across;

        _l0 = At(matrix, first, 0, lines);
        if (share > 4)
            _l1 = At(matrix, first, 1, lines);
        if (share > 8)
        {
            _l2 = At(matrix, first, 2, lines);
            _l3 = At(matrix, first, 3, lines);
        }
    }

    public void Load(int block, int end, int share)
    {
        int term = block + _term;
        bool isInside = term < end;
        Place place = Factor.Term(term);
        _v0 = Factor.LoadFour(_l0, place, isInside);
        if (share > 4)
            _v1 = Factor.LoadFour(_l1, place, isInside);
        if (share > 8)
        {
            _v2 = Factor.LoadFour(_l2, place, isInside);
            _v3 = Factor.LoadFour(_l3, place, isInside);
        }
    }

    public readonly void Store(ArrayView<float> shared, int stride, int share)
    {
        int at = _term * stride + _line;
        Put(shared, at, stride, _v0);
        if (share > 4)
            Put(shared, at + _step, stride, _v1);
        if (share > 8)
        {
            Put(shared, at + 2 * _step, stride, _v2);
            Put(shared, at + 3 * _step, stride, _v3);
        }
    }

    private readonly void Put(ArrayView<float> shared, int at, int stride, Loaded loaded)
    {
        Float4 values = Factor.Finish(loaded);
        if (!Factor.TermsAreNeighbours)
        {
            shared.Cast<Float4>().AsAligned(16)[at >> 2] = values;
            return;
        }

        ArrayView<float> target = shared.SubView(at);
        target[0] = values.X;
        target[stride] = values.Y;
        target[2 * stride] = values.Z;
        target[3 * stride] = values.W;
    }

    // The first of four lines, where lines are neighbours: their number is then a multiple of four.
    private readonly Place At(int matrix, int first, int i, int lines) =>
        Factor.Line(matrix, IntrinsicMath.Min(first + _line + i * _step, Factor.TermsAreNeighbours ? lines - 1 : lines - 4));
}
