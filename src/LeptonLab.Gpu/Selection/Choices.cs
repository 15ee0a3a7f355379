namespace LeptonLab.Gpu;

/// <summary>
/// Who chose each row of a table, sorted by rows on the host, in the memory of the GPU: one row after another of those that were
/// chosen, and for each the choices, the first one first. Gradients are added in that order, the same in every run.
/// </summary>
internal readonly struct Choices : IDisposable
{
    private readonly GpuMemory _numbers;

    /// <param name="launcher">The GPU.</param>
    /// <param name="rows">The chosen row of each choice.</param>
    /// <param name="count">Rows of the table.</param>
    /// <param name="except">A row whose choices do not count, or null.</param>
    internal Choices(Launcher launcher, ReadOnlySpan<int> rows, int count, int? except = null)
    {
        var next = new int[count]; // how many chose each row; later, where its next choice goes
        int kept = 0;
        foreach (int row in rows)
        {
            if (row != except)
            {
                next[row]++;
                kept++;
            }
        }

        Rows = count - next.AsSpan().Count(0);
        var numbers = new int[2 * Rows + 1 + kept];
        Span<int> chosen = numbers.AsSpan(0, Rows), starts = numbers.AsSpan(Rows, Rows + 1), order = numbers.AsSpan(2 * Rows + 1);
        int segment = 0, start = 0;
        for (int row = 0; row < count; row++)
        {
            if (next[row] == 0)
                continue;
            chosen[segment] = row;
            starts[segment++] = start;
            (next[row], start) = (start, start + next[row]);
        }

        starts[segment] = start;
        for (int choice = 0; choice < rows.Length; choice++)
        {
            if (rows[choice] != except)
                order[next[rows[choice]]++] = choice;
        }

        _numbers = launcher.Upload(numbers);
    }

    /// <summary>Rows that were chosen.</summary>
    internal int Rows { get; }

    internal Sorted View => new() { Numbers = _numbers.View.Cast<float, int>(), Rows = Rows };

    public void Dispose() => _numbers.Dispose();

    /// <summary>What kernels see of them.</summary>
    internal struct Sorted
    {
        internal Ints Numbers;
        internal int Rows;

        internal readonly int Row(int segment) => Numbers[segment];

        internal readonly int Start(int segment) => Numbers[Rows + segment];

        internal readonly int Choice(int i) => Numbers[2 * Rows + 1 + i];
    }
}
