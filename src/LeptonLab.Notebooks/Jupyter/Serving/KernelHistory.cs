using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// The cells that were run, in this session and in earlier ones: a file with a line of JSON for each. Where it cannot be
/// written, the history lasts as long as the kernel.
/// </summary>
internal sealed class KernelHistory
{
    private const int MostEntries = 2000, LongestKept = 20_000;
    private const long LargestFile = 4_000_000;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly string? _path;
    private readonly KernelLog _log;
    private readonly int _session;
    private bool _writes;

    /// <summary>Reads a history.</summary>
    /// <param name="path">The file; null keeps nothing beyond this session.</param>
    /// <param name="log">Is told when the file cannot be used.</param>
    public KernelHistory(string? path, KernelLog log)
    {
        _path = path;
        _log = log;
        _writes = path is not null;
        if (path is not null)
            Attempt(Read);
        _session = 1 + _entries.Select(entry => entry.Session).DefaultIfEmpty(0).Max();
    }

    /// <summary>Where the history of all sessions is kept, unless LEPTON_HISTORY names another file; an empty value keeps none.</summary>
    public static string? StandardPath => Environment.GetEnvironmentVariable("LEPTON_HISTORY") switch
    {
        "" => null,
        { } path => path,
        null => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder
            ? Path.Combine(folder, "lepton", "history.jsonl")
            : null,
    };

    /// <summary>Adds a cell of this session.</summary>
    public void Add(int line, string source)
    {
        lock (_lock)
        {
            var entry = new Entry(_session, line, source);
            _entries.Add(entry);
            if (_entries.Count > MostEntries)
                _entries.RemoveRange(0, _entries.Count - MostEntries);
            if (_writes && source.Length <= LongestKept)
                Attempt(() => Append(entry));
        }
    }

    /// <summary>The content of a <c>history_reply</c>.</summary>
    public JsonObject Reply(JsonObject request)
    {
        bool output = request.Flag("output", otherwise: false);
        lock (_lock)
        {
            IEnumerable<Entry> found = request.Text("hist_access_type") switch
            {
                "range" => Range(request.Whole("session") ?? 0, request.Whole("start") ?? 1, request.Whole("stop")),
                "search" => Search(request.Text("pattern") ?? "*", request.Flag("unique", otherwise: false), request.Whole("n")),
                _ => _entries.TakeLast(Math.Max(request.Whole("n") ?? MostEntries, 0)),
            };
            return new JsonObject
            {
                ["status"] = "ok",
                ["history"] = new JsonArray([.. found.Select(entry => (JsonNode)new JsonArray(
                    entry.Session, entry.Line, output ? new JsonArray(entry.Source, null) : JsonValue.Create(entry.Source)))]),
            };
        }
    }

    // Session 0 is this one, -1 the one before; the range ends before the line "stop".
    private IEnumerable<Entry> Range(int session, int start, int? stop)
    {
        int wanted = session > 0 ? session : _session + session;
        return _entries.Where(entry => entry.Session == wanted && entry.Line >= start && (stop is null || entry.Line < stop));
    }

    private IEnumerable<Entry> Search(string pattern, bool unique, int? most)
    {
        IEnumerable<Entry> found = _entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Source, ignoreCase: false));
        if (unique)
            found = found.Reverse().DistinctBy(entry => entry.Source).Reverse();
        return most is { } count ? found.TakeLast(Math.Max(count, 0)) : found;
    }

    private void Read()
    {
        if (!File.Exists(_path))
            return;
        long size = new FileInfo(_path).Length;
        using (var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.Seek(Math.Max(0, size - LargestFile), SeekOrigin.Begin);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (Entry.Parse(line) is { } entry)
                    _entries.Add(entry);
            }
        }

        if (_entries.Count > MostEntries)
            _entries.RemoveRange(0, _entries.Count - MostEntries);
        if (size > LargestFile)
            Shorten();
    }

    private void Shorten()
    {
        string beside = $"{_path}.{Environment.ProcessId}";
        File.WriteAllLines(beside, _entries.Select(entry => entry.ToJson()));
        File.Move(beside, _path!, overwrite: true);
    }

    private void Append(Entry entry)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path!))!);
        using var stream = new FileStream(_path!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.Write(Encoding.UTF8.GetBytes(entry.ToJson() + "\n"));
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            _writes = false;
            _log.Write($"The history is not kept: {error.Message}");
        }
    }

    private sealed record Entry(int Session, int Line, string Source)
    {
        public string ToJson() => new JsonArray(Session, Line, Source).ToJsonString();

        // Half a line, as a crash leaves it, is passed over.
        public static Entry? Parse(string line)
        {
            try
            {
                return JsonNode.Parse(line) is JsonArray { Count: 3 } parts
                    && parts[0] is JsonValue session && session.TryGetValue(out int sessionNumber)
                    && parts[1] is JsonValue lineOfSession && lineOfSession.TryGetValue(out int lineNumber)
                    && parts[2] is JsonValue source && source.TryGetValue(out string? text)
                    ? new Entry(sessionNumber, lineNumber, text)
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
