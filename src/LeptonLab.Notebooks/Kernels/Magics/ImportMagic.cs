using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary><c>#!import file</c> and <c>#load "file"</c>: runs the program of a file as if it stood in the cell.</summary>
internal static class ImportMagic
{
    public static Task RunAsync(MagicCall call)
    {
        string file = call.Line.Plain.FirstOrDefault()
            ?? throw new DirectiveException(call.Line.Line, "#!import needs a file: write #!import helpers.ipynb.");
        return RunAsync(call.Kernel, call.Cell, file, call.Line.Line);
    }

    /// <summary>Runs a file.</summary>
    /// <param name="kernel">The kernel whose variables it sees and makes.</param>
    /// <param name="cell">The cell that asks for it; outputs go there.</param>
    /// <param name="file">Relative to the folder of the notebook.</param>
    /// <param name="line">The line that asks for it.</param>
    /// <exception cref="DirectiveException">It cannot be read.</exception>
    public static async Task RunAsync(CSharpKernel kernel, CellContext cell, string file, int line)
    {
        string path = Path.GetFullPath(file);
        if (!cell.Importing.Add(path))
            throw new DirectiveException(line, $"{file} imports itself.");
        IEnumerable<(string Source, string Label)> programs = Programs(path, file, line);
        try
        {
            foreach ((string source, string label) in programs)
                await kernel.RunStepsAsync(cell, new CellCode(source, cell.Cell.Id, label)).ConfigureAwait(false);
        }
        catch (DirectiveException e)
        {
            throw new DirectiveException(line, $"{file}, line {e.Line}: {e.Message}");
        }
        finally
        {
            cell.Importing.Remove(path);
        }
    }

    private static IEnumerable<(string Source, string Label)> Programs(string path, string file, int line)
    {
        try
        {
            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".ipynb" or ".dib":
                    Notebook notebook = Notebook.Load(path);
                    return
                    [
                        .. notebook.Cells.Where(c => c.Kind == CellKind.Code).Select((c, i) => (CellLanguage.Program(notebook, c), $"{notebook.Name}, cell {i + 1}")),
                    ];
                case ".cs" or ".csx" or ".linq":
                    return [(File.ReadAllText(path), Path.GetFileName(path))];
                default:
                    throw new DirectiveException(line, $"{file} cannot be imported: .ipynb, .dib, .cs and .csx can.");
            }
        }
        catch (LeptonException e)
        {
            throw new DirectiveException(line, e.Message);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DirectiveException(line, $"There is no file {file} in {Environment.CurrentDirectory}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DirectiveException(line, $"{file} cannot be read: {e.Message}");
        }
    }
}
