using System.Diagnostics;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;

namespace LeptonLab.Notebooks.Kernels.Completion;

/// <summary>What could stand where the cursor is: names that begin with what was typed, as the compiler's editor services see it.</summary>
internal sealed class Completer(CompletionWorkspace workspace, SubmissionChain chain)
{
    // Signatures and documentation are looked up for the first candidates, for as long as nobody has to wait.
    private static readonly TimeSpan DescriptionTime = TimeSpan.FromMilliseconds(40);

    /// <summary>The candidates at a position of a cell.</summary>
    public async Task<CompletionAnswer> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (Magic(code, position) is { } magic)
            return magic;
        Document document = await workspace.DocumentAsync(chain, CellPlan.CSharpOnly(code)).ConfigureAwait(false);
        CompletionService service = CompletionService.GetService(document)!;
        CompletionList? list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (list is null || list.ItemsList.Count == 0)
            return new CompletionAnswer(position, position, []);

        string typed = code[Math.Min(list.Span.Start, position)..position];
        CompletionItem[] items =
        [
            .. list.ItemsList.Where(item => !item.IsComplexTextEdit && !item.Tags.Contains(WellKnownTags.Snippet)
                && item.DisplayText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(item => item.Rules.MatchPriority > MatchPriority.Default)
                .ThenByDescending(item => item.DisplayText.StartsWith(typed, StringComparison.Ordinal))
                .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
                .DistinctBy(item => item.DisplayText),
        ];
        var candidates = new List<CompletionCandidate>(items.Length);
        long start = Stopwatch.GetTimestamp();
        foreach (CompletionItem item in items)
        {
            string kind = item.Tags.FirstOrDefault()?.ToLowerInvariant() ?? "";
            CompletionDescription? description = Stopwatch.GetElapsedTime(start) < DescriptionTime && kind != "keyword"
                ? await service.GetDescriptionAsync(document, item, cancellationToken).ConfigureAwait(false)
                : null;
            string[]? parts = description?.Text.Split('\n', 2, StringSplitOptions.TrimEntries);
            candidates.Add(new CompletionCandidate(item.DisplayText, kind, NotEmpty(parts?[0]), NotEmpty(parts is [_, var rest] ? rest : null)));
        }

        return new CompletionAnswer(list.Span.Start, position, candidates);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // On a line that begins with #!, the names of the magic commands.
    private static CompletionAnswer? Magic(string code, int position)
    {
        int start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        string line = code[start..position];
        if (!line.TrimStart().StartsWith("#!", StringComparison.Ordinal))
            return null;
        int name = start + line.IndexOf("#!", StringComparison.Ordinal) + 2;
        string typed = code[name..position];
        if (typed.Contains(' ', StringComparison.Ordinal))
            return new CompletionAnswer(position, position, []);
        return new CompletionAnswer(
            name,
            position,
            [
                .. MagicTable.Names.Where(magic => magic.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    .Select(magic => new CompletionCandidate(magic, "magic", null, MagicTable.All.FirstOrDefault(m => m.Name == magic)?.Summary)),
            ]);
    }
}
