namespace LeptonLab.Notebooks.Lessons.Interactive;

/// <summary>Where the nodes of a computation graph stand: columns from the inputs to the output, and rows so that arrows stay short.</summary>
internal sealed class GraphLayout
{
    private readonly int[] _columns;
    private readonly double[] _rows;

    /// <summary>Places nodes that come each after their inputs.</summary>
    public GraphLayout(IReadOnlyList<Scalar> nodes)
    {
        var index = new Dictionary<Scalar, int>();
        foreach ((int i, Scalar node) in nodes.Index())
            index[node] = i;
        int[][] inputs = [.. nodes.Select(node => node.Inputs.Select(input => index[input]).Distinct().ToArray())];
        int[][] users = [.. nodes.Select((_, i) => Enumerable.Range(0, nodes.Count).Where(user => inputs[user].Contains(i)).ToArray())];

        _columns = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
            _columns[i] = inputs[i].Length == 0 ? 0 : inputs[i].Max(input => _columns[input]) + 1;

        // An input stands just before the first that uses it.
        for (int i = 0; i < nodes.Count; i++)
        {
            if (inputs[i].Length == 0 && users[i].Length > 0)
                _columns[i] = users[i].Min(user => _columns[user]) - 1;
        }

        Columns = _columns.Max() + 1;
        int[][] columns = [.. Enumerable.Range(0, Columns).Select(column => Enumerable.Range(0, nodes.Count).Where(i => _columns[i] == column).ToArray())];
        Rows = columns.Max(column => column.Length);
        _rows = new double[nodes.Count];
        foreach (int[] column in columns)
            Spread(column, i => inputs[i].Length > 0 ? inputs[i].Average(input => _rows[input]) : double.MaxValue);

        // Once back: the inputs of a node stand around it.
        foreach (int[] column in columns.Reverse().Skip(1))
            Spread(column, i => users[i].Length > 0 ? users[i].Average(user => _rows[user]) + 0.01 * i : _rows[i]);
    }

    /// <summary>How many columns there are.</summary>
    public int Columns { get; }

    /// <summary>How many nodes the fullest column has.</summary>
    public int Rows { get; }

    /// <summary>The column of a node.</summary>
    public int Column(int node) => _columns[node];

    /// <summary>Its row; between two rows where its column has fewer nodes than others.</summary>
    public double Row(int node) => _rows[node];

    private void Spread(int[] column, Func<int, double> wish)
    {
        foreach ((int place, int node) in column.OrderBy(wish).Index().ToArray())
            _rows[node] = place + (Rows - column.Length) / 2.0;
    }
}
