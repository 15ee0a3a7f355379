namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>The languages that a part of a cell can be in.</summary>
internal static class Languages
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = "csharp",
        ["c#"] = "csharp",
        ["cs"] = "csharp",
        ["markdown"] = "markdown",
        ["md"] = "markdown",
        ["html"] = "html",
        ["javascript"] = "javascript",
        ["js"] = "javascript",
        ["mermaid"] = "mermaid",
        ["value"] = "value",
    };

    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "fsharp", "f#", "fs", "pwsh", "powershell", "ps1", "sql", "http", "httprequest", "kql", "python", "py", "r", "vb", "bash", "sh",
    };

    /// <summary>The languages that cells can be in, for lists.</summary>
    public static IEnumerable<string> Supported => Names.Values.Distinct();

    /// <summary>Whether a magic names a language, supported or not.</summary>
    public static bool IsKnown(string magic) => Names.ContainsKey(magic) || Others.Contains(magic);

    /// <summary>The language that a magic switches to; null for C#.</summary>
    /// <exception cref="DirectiveException">It is one that this kernel does not run.</exception>
    public static MagicLine? Select(MagicLine magic)
    {
        if (!Names.TryGetValue(magic.Name, out string? language))
        {
            throw new DirectiveException(
                magic.Line,
                $"#!{magic.Name} is not supported here: this kernel runs C# (and shows {string.Join(", ", Supported.Where(l => l is not ("csharp" or "value")))}). "
                + "Remove the cell, or write it in C#.");
        }

        return language == "csharp" ? null : magic with { Name = language };
    }
}
