using System.Text.Json.Nodes;
using LeptonLab.IO;

namespace LeptonLab.Notebooks.Documents;

/// <summary>
/// A Jupyter notebook (<c>.ipynb</c>, nbformat 4). It is a view over the file's own JSON: fields that LeptonLab does not
/// know keep their place and their value when the notebook is saved.
/// </summary>
public sealed class Notebook
{
    private readonly JsonObject _root;
    private readonly List<NotebookCell> _cells;

    internal Notebook(JsonObject root, string name, string? folder)
    {
        _root = root;
        Name = name;
        Folder = folder;
        _cells = [.. CellArray.Select(cell => new NotebookCell(cell!.AsObject()))];
    }

    /// <summary>The file's name, as messages give it.</summary>
    public string Name { get; }

    /// <summary>The folder that relative image paths start from; null for a notebook that is not in a file.</summary>
    public string? Folder { get; }

    /// <summary>The notebook's metadata: kernelspec, language_info and whatever tools keep there.</summary>
    public JsonObject Metadata => _root["metadata"]!.AsObject();

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The minor version of the format: 5 and later have cell ids.</summary>
    public int FormatMinor => _root["nbformat_minor"]!.GetValue<int>();

    private JsonArray CellArray => _root["cells"]!.AsArray();

    /// <summary>Reads a notebook from a file: <c>.ipynb</c>, or <c>.dib</c> as .NET Interactive has it.</summary>
    /// <exception cref="LeptonException">The file cannot be read or is no notebook; the message says why.</exception>
    public static Notebook Load(string path) => NotebookReader.Read(path);

    /// <summary>Reads a notebook from its text.</summary>
    /// <param name="json">The contents of an <c>.ipynb</c> file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="LeptonException">The text is no notebook; the message says why.</exception>
    public static Notebook Parse(string json, string name = "notebook") => NotebookReader.Parse(json, name, folder: null);

    /// <summary>An empty C# notebook in format 4.5.</summary>
    public static Notebook Create(string name = "notebook") => Create(name, folder: null);

    internal static Notebook Create(string name, string? folder)
    {
        var root = new JsonObject
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                {
                    ["display_name"] = ".NET (C#)",
                    ["language"] = "C#",
                    ["name"] = ".net-csharp",
                },
                ["language_info"] = new JsonObject { ["name"] = "csharp" },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return new Notebook(root, name, folder);
    }

    /// <summary>Puts a cell at a position.</summary>
    public void Insert(int index, NotebookCell cell)
    {
        CellArray.Insert(index, cell.Json);
        _cells.Insert(index, cell);
    }

    /// <summary>Puts a cell at the end.</summary>
    public void Add(NotebookCell cell) => Insert(_cells.Count, cell);

    /// <summary>Takes a cell out.</summary>
    public void RemoveAt(int index)
    {
        CellArray.RemoveAt(index);
        _cells.RemoveAt(index);
    }

    /// <summary>
    /// Makes it a 4.5 notebook: every cell has an id, made from its place and its text, so that saving twice gives the
    /// same file. Does nothing to a notebook that has them.
    /// </summary>
    public void EnsureCellIds()
    {
        var taken = new HashSet<string>(_cells.Where(cell => cell.HasId).Select(cell => cell.Id), StringComparer.Ordinal);
        for (int i = 0; i < _cells.Count; i++)
        {
            if (!_cells[i].HasId)
                _cells[i].SetId(CellId.Make(i, _cells[i].Source, taken));
        }

        if (FormatMinor < 5)
            _root["nbformat_minor"] = 5;
    }

    /// <summary>The text of the file, as Jupyter writes it; a 4.0 to 4.4 notebook becomes 4.5.</summary>
    public string ToJson()
    {
        EnsureCellIds();
        return NotebookJson.Write(_root) + "\n";
    }

    /// <summary>Saves it: written beside under a temporary name, then renamed, so never half-written.</summary>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ToJson());
}
