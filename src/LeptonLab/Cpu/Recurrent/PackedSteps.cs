using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The entries of padded sequences without the padding, step by step: the sequences are ordered by length, the longest
/// first, so that those that still run at a step are always the first ones. Padding then costs nothing, a step is a block
/// of rows, and reading from the end is another order and not another kernel.
/// </summary>
internal sealed class PackedSteps
{
    private readonly int[] _first;
    private readonly int[] _live;
    private readonly int[] _places;

    internal PackedSteps(RecurrentGeometry geometry)
    {
        int[] lengths = geometry.Lengths.ToArray();
        Order = [.. Enumerable.Range(0, geometry.Batch).OrderByDescending(n => lengths[n])]; // equal ones keep their order
        Count = geometry.Batch == 0 ? 0 : lengths[Order[0]];
        _live = new int[Count + 1];
        _first = new int[Count + 1];
        for (int step = 0; step < Count; step++)
        {
            _live[step] = lengths.Count(length => length > step);
            _first[step + 1] = _first[step] + _live[step];
        }

        Rows = _first[Count];
        IsWhole = Rows == geometry.Batch * geometry.Time;
        _places = new int[Rows];
        for (int step = 0; step < Count; step++)
        for (int row = 0; row < _live[step]; row++)
            _places[_first[step] + row] = geometry.Row(Order[row], step);
    }

    /// <summary>The sequences, the longest first.</summary>
    internal int[] Order { get; }

    /// <summary>Steps of the longest sequence.</summary>
    internal int Count { get; }

    /// <summary>Packed rows: the entries of all sequences.</summary>
    internal int Rows { get; }

    /// <summary>Whether there is no padding.</summary>
    internal bool IsWhole { get; }

    /// <summary>How many sequences are as long as this step; none behind the last.</summary>
    internal int Live(int step) => _live[step];

    /// <summary>The first packed row of a step.</summary>
    internal int First(int step) => _first[step];

    /// <summary>Where a packed row stands in [batch · time].</summary>
    internal int Place(int row) => _places[row];
}
