using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Documents;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>A program, with its outputs.</summary>
    Code,

    /// <summary>Text with headings, mathematics and pictures.</summary>
    Markdown,

    /// <summary>Text that is neither run nor shown.</summary>
    Raw,
}

/// <summary>One cell of a <see cref="Notebook"/>: a view over its JSON.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json)
    {
        Json = json;
        Kind = json["cell_type"]!.GetValue<string>() switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            _ => CellKind.Raw,
        };
    }

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The id that stays with the cell; empty in a file older than format 4.5 until it is saved.</summary>
    public string Id => Json["id"]?.GetValue<string>() ?? "";

    /// <summary>The cell's metadata.</summary>
    public JsonObject Metadata => Json["metadata"]!.AsObject();

    /// <summary>The tags, such as <c>parameters</c> or <c>hide-input</c>.</summary>
    public IEnumerable<string> Tags =>
        Metadata["tags"] is JsonArray tags ? tags.OfType<JsonValue>().Select(tag => tag.ToString()) : [];

    /// <summary>The text, with <c>\n</c> between lines.</summary>
    public string Source
    {
        get => MultilineText.Read(Json["source"]);
        set => Json["source"] = MultilineText.ToLines(value);
    }

    /// <summary>The outputs of a code cell, in nbformat's form.</summary>
    /// <exception cref="InvalidOperationException">It is not a code cell.</exception>
    public JsonArray Outputs => Json["outputs"] as JsonArray
        ?? throw new InvalidOperationException("Only code cells have outputs.");

    /// <summary>The number shown in brackets; null for a cell that was not run.</summary>
    public int? ExecutionCount
    {
        get => (int?)Json["execution_count"];
        set => Json["execution_count"] = value;
    }

    internal JsonObject Json { get; }

    internal bool HasId => Json["id"] is not null;

    /// <summary>Makes a code cell.</summary>
    public static NotebookCell Code(string source, string? id = null) => Create("code", source, id);

    /// <summary>Makes a markdown cell.</summary>
    public static NotebookCell Markdown(string source, string? id = null) => Create("markdown", source, id);

    /// <summary>Whether the cell has a tag.</summary>
    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.Ordinal);

    internal void SetId(string id)
    {
        // Where Jupyter puts it: before the metadata.
        int place = Json.IndexOf("metadata");
        Json.Insert(Math.Max(place, 0), "id", id);
    }

    private static NotebookCell Create(string type, string source, string? id)
    {
        var json = new JsonObject { ["cell_type"] = type };
        if (type == "code")
            json["execution_count"] = null;
        if (id is not null)
            json["id"] = id;
        json["metadata"] = new JsonObject();
        if (type == "code")
            json["outputs"] = new JsonArray();
        json["source"] = MultilineText.ToLines(source);
        return new NotebookCell(json);
    }
}
