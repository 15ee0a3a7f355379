using System.Text;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Pages;

/// <summary>
/// Colours C# with the compiler's own classifier, once, when the page is written: the page needs no script for it. All
/// cells are classified together, so that a type of one cell is known in the next.
/// </summary>
internal sealed partial class CSharpHighlighter
{
    // Ends a last expression without a semicolon, so that the next cell does not continue it.
    private const string Separator = "\n;\n";

    private readonly Queue<string> _cells;

    /// <summary>Takes the texts of all code cells, in order.</summary>
    public CSharpHighlighter(IEnumerable<string> sources)
    {
        _cells = new Queue<string>(Highlight([.. sources.Select(source => source.ReplaceLineEndings("\n"))]));
    }

    /// <summary>The next cell as HTML.</summary>
    public string Next() => _cells.Dequeue();

    private static List<string> Highlight(List<string> sources)
    {
        if (sources.Count == 0)
            return [];
        string[] programs = [.. sources.Select(WithoutMagics)];
        var all = SourceText.From(string.Join(Separator, programs));
        using var workspace = new AdhocWorkspace();
        ProjectInfo project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "notebook", "notebook", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: [.. ScriptEnvironment.Imports, .. programs.SelectMany(Usings)]),
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script),
            metadataReferences: ScriptEnvironment.References);
        var document = DocumentInfo.Create(
            DocumentId.CreateNewId(project.Id), "notebook.csx", sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(all, VersionStamp.Default)));
        Document file = workspace.CurrentSolution.AddProject(project).AddDocument(document).GetDocument(document.Id)!;
        ClassifiedSpan[] spans =
            [.. Classifier.GetClassifiedSpansAsync(file, new TextSpan(0, all.Length)).GetAwaiter().GetResult()];

        var cells = new List<string>();
        int start = 0;
        for (int i = 0; i < sources.Count; i++)
        {
            var range = new TextSpan(start, programs[i].Length);
            cells.Add(Color(sources[i], range, spans.Where(span => range.OverlapsWith(span.TextSpan))));
            start += programs[i].Length + Separator.Length;
        }

        return cells;
    }

    private static string Color(string source, TextSpan range, IEnumerable<ClassifiedSpan> spans)
    {
        var html = new StringBuilder();
        int position = 0;
        foreach (ClassifiedSpan span in spans.OrderBy(s => s.TextSpan.Start).ThenBy(s => Kind(s.ClassificationType) is null))
        {
            int from = span.TextSpan.Start - range.Start;
            int to = Math.Min(span.TextSpan.End - range.Start, source.Length);
            if (from < position || Kind(span.ClassificationType) is not { } kind)
                continue;
            html.Append(HtmlText.Escape(source[position..from]));
            html.Append($"<span class=\"{kind}\">").Append(HtmlText.Escape(source[from..to])).Append("</span>");
            position = to;
        }

        return html.Append(HtmlText.Escape(source[position..])).ToString();
    }

    // Only the first cell may have its directives where the compiler wants them.
    private static IEnumerable<string> Usings(string program) =>
        UsingDirective().Matches(program).Select(match => match.Groups[1].Value);

    // Magic lines are no C#: they are left out, with their length kept.
    private static string WithoutMagics(string source) => string.Join('\n', source.Split('\n').Select(line =>
        line.TrimStart().StartsWith("#!", StringComparison.Ordinal) || line.TrimStart().StartsWith("#r", StringComparison.Ordinal)
            ? new string(' ', line.Length)
            : line));

    private static string? Kind(string classification) => classification switch
    {
        ClassificationTypeNames.Keyword or ClassificationTypeNames.PreprocessorKeyword => "k",
        ClassificationTypeNames.ControlKeyword => "kc",
        ClassificationTypeNames.StringLiteral or ClassificationTypeNames.VerbatimStringLiteral => "s",
        ClassificationTypeNames.StringEscapeCharacter => "se",
        ClassificationTypeNames.NumericLiteral => "n",
        ClassificationTypeNames.Comment => "c",
        ClassificationTypeNames.ClassName or ClassificationTypeNames.RecordClassName or ClassificationTypeNames.StructName
            or ClassificationTypeNames.RecordStructName or ClassificationTypeNames.InterfaceName or ClassificationTypeNames.EnumName
            or ClassificationTypeNames.DelegateName or ClassificationTypeNames.TypeParameterName => "t",
        ClassificationTypeNames.MethodName or ClassificationTypeNames.ExtensionMethodName => "m",
        ClassificationTypeNames.ParameterName or ClassificationTypeNames.LocalName => "v",
        _ when classification.StartsWith("xml doc comment", StringComparison.Ordinal) => "c",
        _ => null,
    };

    [GeneratedRegex(@"^\s*using\s+(?:static\s+)?([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
