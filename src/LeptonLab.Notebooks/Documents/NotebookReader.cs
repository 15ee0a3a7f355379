using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Documents;

/// <summary>Reads notebooks strictly: what is wrong is said at once, with the cell or the line.</summary>
internal static class NotebookReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512, AllowDuplicateProperties = false };

    public static Notebook Read(string path)
    {
        string name = Path.GetFileName(path);
        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
                throw new LeptonException($"{path} is a folder. Name a notebook in it, such as {Path.Combine(path, "lesson.ipynb")}.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LeptonException($"There is no file {path}. Check the name and the folder you are in ({Environment.CurrentDirectory}).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"{path} cannot be read: {e.Message}");
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new LeptonException($"{name} is not a notebook: a notebook is a text file in UTF-8, and this is not.");
        }

        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        text = text.TrimStart('\uFEFF');
        return Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase)
            ? DibReader.Parse(text, name, folder)
            : Parse(text, name, folder);
    }

    public static Notebook Parse(string text, string name, string? folder)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new LeptonException($"{name} is empty: a notebook is a JSON file with at least a list of cells.");
        if (text.TrimStart()[0] != '{')
            throw NotANotebook(name, "it does not begin with {, as the JSON of an .ipynb file does");

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text, documentOptions: Options);
        }
        catch (JsonException e)
        {
            throw new LeptonException($"{name} is not valid JSON {Position(text, e)}: {Reason(e)}");
        }

        JsonObject root = node!.AsObject();
        CheckVersion(root, name);
        if (root["cells"] is not JsonArray cells)
            throw NotANotebook(name, "it has no list \"cells\"");
        if (root["metadata"] is null)
            root["metadata"] = new JsonObject();
        else if (root["metadata"] is not JsonObject)
            throw NotANotebook(name, "its \"metadata\" is not an object");
        for (int i = 0; i < cells.Count; i++)
            CheckCell(cells[i], i + 1, name);
        return new Notebook(root, name, folder);
    }

    private static void CheckVersion(JsonObject root, string name)
    {
        if (!TryInteger(root["nbformat"], out int major))
            throw NotANotebook(name, "it has no number \"nbformat\"");
        if (major < 4)
        {
            throw new LeptonException(
                $"{name} is in notebook format {major}, which Jupyter replaced in 2015. Convert it first: "
                + $"jupyter nbconvert --to notebook --nbformat 4 {name}, or open it in JupyterLab and save it.");
        }

        if (major > 4)
            throw new LeptonException($"{name} is in notebook format {major}. LeptonLab reads format 4; save it as format 4.");
        if (!TryInteger(root["nbformat_minor"], out _))
            throw NotANotebook(name, "it has no number \"nbformat_minor\"");
    }

    private static void CheckCell(JsonNode? node, int number, string name)
    {
        if (node is not JsonObject cell)
            throw new LeptonException($"{name}: cell {number} is not an object.");
        if (cell["cell_type"] is not JsonValue type || !type.TryGetValue(out string? kind))
            throw Missing("cell_type", "\"code\", \"markdown\" or \"raw\"");
        if (kind is not ("code" or "markdown" or "raw"))
            throw new LeptonException($"{name}: cell {number} is of the type \"{kind}\"; expected \"code\", \"markdown\" or \"raw\".");
        if (!IsMultiline(cell["source"]))
            throw Missing("source", "its text, as a string or a list of lines");
        if (cell["metadata"] is not JsonObject)
            throw Missing("metadata", "an object, {} if there is none");
        if (cell.ContainsKey("id") && !(cell["id"] is JsonValue id && id.TryGetValue(out string? _)))
            throw Missing("id", "a string");
        if (kind == "code" && cell["outputs"] is not JsonArray)
            throw Missing("outputs", "a list, [] if it was not run");
        if (kind == "code" && !cell.ContainsKey("execution_count"))
            throw Missing("execution_count", "a number, or null if it was not run");
        if (kind == "code" && cell["execution_count"] is { } count && !TryInteger(count, out _))
            throw Missing("execution_count", "a number, or null if it was not run");

        LeptonException Missing(string field, string expected) =>
            new($"{name}: cell {number} has no usable \"{field}\"; expected {expected}.");
    }

    private static bool IsMultiline(JsonNode? node) => node switch
    {
        JsonValue value => value.TryGetValue(out string? _),
        JsonArray lines => lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)),
        _ => false,
    };

    private static bool TryInteger(JsonNode? node, out int number)
    {
        number = 0;
        return node is JsonValue value && value.TryGetValue(out number);
    }

    private static LeptonException NotANotebook(string name, string reason) =>
        new($"{name} is not a notebook: {reason}. Expected a Jupyter notebook (.ipynb, format 4).");

    private static string Position(string text, JsonException e)
    {
        int line = (int)(e.LineNumber ?? 0);
        string content = text.Split('\n').ElementAtOrDefault(line) ?? "";
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        int length = (int)Math.Min(e.BytePositionInLine ?? 0, bytes.Length);
        return $"at line {line + 1}, column {Encoding.UTF8.GetCharCount(bytes, 0, length) + 1}";
    }

    private static string Reason(JsonException e)
    {
        int end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0)
            end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }
}
