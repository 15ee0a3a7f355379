using System.Text;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>
/// A cell taken apart: stretches of C# between <c>#!</c> magics, references, and text in other languages, in the order in
/// which they are done. Every stretch of C# keeps the line numbers of the cell.
/// </summary>
internal static partial class CellPlan
{
    /// <summary>Takes a cell apart.</summary>
    /// <exception cref="DirectiveException">A line asks for something that this kernel does not do.</exception>
    public static IReadOnlyList<CellStep> Parse(string source)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        if (!lines.Any(line => line.AsSpan().TrimStart().StartsWith("#")))
            return [new CodeStep(1, string.Join('\n', lines))];

        var steps = new List<CellStep>();
        var references = new List<CellStep>();
        MagicLine? language = null;
        HashSet<int>? inside = null;
        int start = 0, firstCode = 0;
        bool[] taken = new bool[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (!line.StartsWith('#'))
                continue;
            if (language is null && (inside ??= InsideTokens(lines, start)).Contains(i))
                continue;
            if (language is null && ReferenceLine().Match(line) is { Success: true } reference)
            {
                taken[i] = true;
                references.Add(new ReferenceStep(i + 1, reference.Groups["kind"].Value.ToLowerInvariant(), reference.Groups["what"].Value.Trim()));
                continue;
            }

            if (!line.StartsWith("#!", StringComparison.Ordinal))
                continue;
            MagicLine magic = MagicLine.Parse(line, i + 1);
            if (language is not null && !Languages.IsKnown(magic.Name) && !MagicTable.IsKnown(magic.Name))
                continue;
            End(i);
            taken[i] = true;
            if (Languages.IsKnown(magic.Name))
                language = Languages.Select(magic);
            else
                steps.Add(new MagicStep(i + 1, MagicTable.Select(magic), magic));
            if (!Languages.IsKnown(magic.Name))
                language = null;
            start = i + 1;
            inside = null;
        }

        End(lines.Length);
        return steps;

        void End(int end)
        {
            if (language is not null)
            {
                steps.Add(new TextStep(language.Line, language, string.Join('\n', lines[start..end]).Trim('\n')));
                return;
            }

            // References come before the program that needs them, wherever they stand.
            steps.InsertRange(firstCode, references);
            references.Clear();
            var code = new StringBuilder();
            for (int i = 0; i < end; i++)
                code.Append(i >= start && !taken[i] ? lines[i] : "").Append(i < end - 1 ? "\n" : "");
            if (!string.IsNullOrWhiteSpace(code.ToString()))
                steps.Add(new CodeStep(start + 1, code.ToString()));
            firstCode = steps.Count;
        }
    }

    /// <summary>The C# of a cell, with everything else blanked out: positions stay what they were.</summary>
    public static string CSharpOnly(string source)
    {
        IReadOnlyList<CellStep> steps;
        try
        {
            steps = Parse(source);
        }
        catch (DirectiveException)
        {
            return source;
        }

        char[] text = [.. source.Select(c => c is '\n' or '\r' ? c : ' ')];
        string[] lines = source.Split('\n');
        foreach (CodeStep step in steps.OfType<CodeStep>())
        {
            string[] code = step.Code.Split('\n');
            int position = 0;
            for (int i = 0; i < code.Length; i++)
            {
                code[i].AsSpan().CopyTo(text.AsSpan(position));
                position += lines[i].Length + 1;
            }
        }

        return new string(text);
    }

    // The lines that begin within a string or a comment.
    private static HashSet<int> InsideTokens(string[] lines, int start)
    {
        string code = string.Join('\n', lines[start..]);
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax).GetRoot();
        var inside = new HashSet<int>();
        int position = 0;
        for (int i = start; i < lines.Length; i++)
        {
            SyntaxToken token = root.FindToken(position);
            SyntaxTrivia trivia = root.FindTrivia(position);
            TextSpan comment = trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia) ? trivia.Span : default;
            if ((token.SpanStart < position && position < token.Span.End) || (comment.Start < position && position < comment.End))
                inside.Add(i);
            position += lines[i].Length + 1;
        }

        return inside;
    }

    [GeneratedRegex("""^#(?<kind>r|i|load)\s*"(?<what>[^"]*)"\s*;?\s*(//.*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex ReferenceLine();
}

/// <summary>Something that a cell does.</summary>
/// <param name="Line">Its first line in the cell.</param>
internal abstract record CellStep(int Line);

/// <summary>Runs C#.</summary>
/// <param name="Line">Its first line in the cell.</param>
/// <param name="Code">The program, after as many empty lines as stand before it in the cell.</param>
internal sealed record CodeStep(int Line, string Code) : CellStep(Line);

/// <summary>Shows or keeps text of another language.</summary>
/// <param name="Line">The line of the magic.</param>
/// <param name="Opening">The magic that names the language.</param>
/// <param name="Text">What follows it.</param>
internal sealed record TextStep(int Line, MagicLine Opening, string Text) : CellStep(Line);

/// <summary>Runs a magic command.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Command">What it runs.</param>
/// <param name="Magic">As it was written.</param>
internal sealed record MagicStep(int Line, MagicCommand Command, MagicLine Magic) : CellStep(Line);

/// <summary>Adds an assembly, a package, a package source or a script.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Kind"><c>r</c>, <c>i</c> or <c>load</c>.</param>
/// <param name="What">What stands between the quotes.</param>
internal sealed record ReferenceStep(int Line, string Kind, string What) : CellStep(Line);

/// <summary>A line of a cell asks for something that the kernel does not do.</summary>
internal sealed class DirectiveException(int line, string message) : Exception(message)
{
    /// <summary>The line in the cell.</summary>
    public int Line { get; } = line;
}
