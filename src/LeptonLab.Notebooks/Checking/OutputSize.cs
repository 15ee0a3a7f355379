using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Checking;

/// <summary>Outputs that make the file slow to open and its history large.</summary>
internal static class OutputSize
{
    private const int Largest = 1_000_000;

    public static IEnumerable<NotebookFinding> Check(IReadOnlyList<NotebookCell> cells)
    {
        for (int i = 0; i < cells.Count; i++)
        {
            int size = cells[i].Outputs.ToJsonString().Length;
            if (size > Largest)
                yield return new NotebookFinding("size", i + 1, null, $"Its outputs have {size / 1e6:F1} MB; show less, or a smaller picture.");
        }
    }
}
