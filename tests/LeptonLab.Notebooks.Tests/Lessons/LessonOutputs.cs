using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>What a committed lesson shows: the outputs of its cells as text.</summary>
internal sealed class LessonOutputs
{
    private readonly Notebook _notebook;

    private LessonOutputs(Notebook notebook) => _notebook = notebook;

    /// <summary>Reads a lesson by the name of its file.</summary>
    public static LessonOutputs Of(string file)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeptonLab.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return new LessonOutputs(NotebookReader.Read(Path.Combine(folder, "notebooks", file)));
    }

    /// <summary>The outputs of a cell, as plain text.</summary>
    public string this[string cell] => string.Join(
        '\n',
        _notebook.Cells.Single(one => one.Id == cell).Outputs.Select(output =>
            MultilineText.Read(output!["text"]) + MultilineText.Read(output["data"]?["text/plain"]) + output["evalue"]));
}
