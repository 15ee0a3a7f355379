using System.Text.Json.Nodes;

namespace LeptonLab.Cli.Tests;

/// <summary>An empty folder for one test, with a name as people give them.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("lepton-test-").FullName;

    internal TemporaryFolder()
    {
        Directory.CreateDirectory(Path);
    }

    internal string Path => System.IO.Path.Combine(_root, "größe ノート");

    /// <summary>The names of all files, relative and in order.</summary>
    internal string[] Files =>
        [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal)];

    internal string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a notebook with code cells.</summary>
    internal string WriteNotebook(string name, params string[] cells) =>
        Write(name, Notebook(".net-csharp", "C#", cells).ToJsonString());

    internal static JsonObject Notebook(string kernel, string language, params string[] cells) => new()
    {
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = $"cell-{i}",
            ["metadata"] = i == 0 ? new JsonObject { ["tags"] = new JsonArray("parameters") } : new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        })]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = kernel, ["language"] = language, ["name"] = kernel },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
