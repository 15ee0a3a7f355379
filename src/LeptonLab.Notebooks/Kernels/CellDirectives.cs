using System.Text;
using System.Text.RegularExpressions;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// The lines of a cell that are not C#: <c>#!</c> magics and <c>#r "nuget: …"</c>. They are blanked out of the program, so
/// that line numbers stay those of the cell.
/// </summary>
internal sealed partial record CellDirectives(string Language, bool Time, string Code)
{
    /// <summary>What the packages that come with LeptonLab are called; a reference to them is already there.</summary>
    private static readonly string[] Included =
    [
        "LeptonLab", "Plotly.NET", "ScottPlot", "SkiaSharp", "Microsoft.DotNet.Interactive", "Markdig", "Newtonsoft.Json",
        "FSharp.Core", "System.Text.Json",
    ];

    private static readonly string[] OtherLanguages =
    [
        "fsharp", "f#", "pwsh", "powershell", "sql", "http", "kql", "python", "javascript", "js", "r", "mermaid", "vb",
    ];

    private static readonly string[] Known = ["csharp", "c#", "markdown", "html", "time"];

    /// <summary>Takes a cell apart.</summary>
    /// <exception cref="DirectiveException">A line asks for something that this kernel does not do.</exception>
    public static CellDirectives Parse(string source)
    {
        string language = "csharp";
        bool time = false;
        var code = new StringBuilder();
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            bool magic = language == "csharp" && line.StartsWith("#!", StringComparison.Ordinal);
            bool package = !magic && language == "csharp" && PackageLine().IsMatch(line);
            if (magic)
            {
                string name = line[2..].Split(' ', 2)[0].Trim().ToLowerInvariant();
                if (name == "time")
                    time = true;
                else
                    language = Language(name, i + 1);
            }
            else if (package)
            {
                CheckPackage(line, i + 1);
            }

            code.Append(magic || package ? "" : lines[i]);
            if (i < lines.Length - 1)
                code.Append('\n');
        }

        return new CellDirectives(language, time, code.ToString());

        static string Language(string name, int line) => name switch
        {
            "csharp" or "c#" => "csharp",
            "markdown" or "html" => name,
            _ when OtherLanguages.Contains(name) => throw new DirectiveException(
                line, $"#!{name} is not supported here: this kernel runs C#. Remove the cell, or write it in C#."),
            _ => throw new DirectiveException(line, $"There is no magic command #!{name}.{Suggestion(name)}"),
        };
    }

    private static string Suggestion(string name)
    {
        string? near = Known.FirstOrDefault(known =>
            known.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(known, StringComparison.Ordinal)
            || (known.Length == name.Length && known.Order().SequenceEqual(name.Order())));
        return near is not null ? $" Did you mean #!{near}?" : $" Known here: {string.Join(", ", Known.Select(k => "#!" + k))}.";
    }

    private static void CheckPackage(string line, int number)
    {
        string package = PackageLine().Match(line).Groups["name"].Value.Trim();
        bool included = Included.Any(known => package.Equals(known, StringComparison.OrdinalIgnoreCase)
            || package.StartsWith(known + ".", StringComparison.OrdinalIgnoreCase));
        if (!included)
        {
            throw new DirectiveException(
                number,
                $"The package {package} cannot be loaded: NuGet packages in cells come with a later version of LeptonLab. "
                + "What LeptonLab itself uses (Plotly.NET, ScottPlot, SkiaSharp) is already referenced.");
        }
    }

    [GeneratedRegex("""^#(r|i)\s*"\s*nuget\s*:\s*(?<name>[^,"]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex PackageLine();
}

/// <summary>A line of a cell asks for something that the kernel does not do.</summary>
internal sealed class DirectiveException(int line, string message) : Exception(message)
{
    /// <summary>The line in the cell.</summary>
    public int Line { get; } = line;
}
