using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Checking;

/// <summary>Whether the cells were last run from top to bottom, all of them and once.</summary>
internal static class ExecutionOrder
{
    public static IEnumerable<NotebookFinding> Check(IReadOnlyList<NotebookCell> cells)
    {
        if (cells.All(cell => cell.ExecutionCount is null))
        {
            if (cells.Count > 0)
                yield return new NotebookFinding("output", 1, null, "The notebook was saved without being run: it has no outputs.");
            yield break;
        }

        for (int i = 0; i < cells.Count; i++)
        {
            if (!cells[i].HasTag("raises-exception") && cells[i].Outputs.FirstOrDefault(output => output?["output_type"]?.ToString() == "error") is { } error)
                yield return new NotebookFinding("output", i + 1, null, $"It ended with an error, {error["ename"]}: what it was to show is missing.");
        }

        int? last = null;
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].ExecutionCount is not { } count)
            {
                yield return new NotebookFinding("output", i + 1, null, "It was not run, though others were: its output is missing.");
                continue;
            }

            if (last is { } before && count <= before)
                yield return new NotebookFinding("order", i + 1, null, $"It was run as [{count}], before the cell above it, [{before}].");
            else if (count != (last ?? 0) + 1)
                yield return new NotebookFinding("order", i + 1, null, $"It was run as [{count}] and not as [{(last ?? 0) + 1}]: run the notebook again from the top.");
            last = count;
        }
    }
}
