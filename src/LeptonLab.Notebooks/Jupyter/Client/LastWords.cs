namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>
/// Keeps the beginning and the end of what a process says: a stack overflow begins with its cause, most other ends are last.
/// </summary>
internal sealed class LastWords(int mostCharacters)
{
    private readonly Lock _lock = new();
    private readonly List<string> _first = [];
    private readonly Queue<string> _last = [];
    private int _firstLength, _lastLength;
    private bool _leftOut;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _first, .. _leftOut ? ["…"] : Array.Empty<string>(), .. _last];
        }
    }

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        if (line.Length > 500)
            line = line[..500] + "…";
        lock (_lock)
        {
            if (_firstLength < mostCharacters / 2)
            {
                _first.Add(line);
                _firstLength += line.Length;
                return;
            }

            _last.Enqueue(line);
            for (_lastLength += line.Length; _lastLength > mostCharacters / 2; _leftOut = true)
                _lastLength -= _last.Dequeue().Length;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _first.Clear();
            _last.Clear();
            _firstLength = _lastLength = 0;
            _leftOut = false;
        }
    }
}
