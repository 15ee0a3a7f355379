using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Notebooks.Tests;

/// <summary>Runs cells and notebooks as the tests need them.</summary>
internal static class TestNotebook
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A notebook of code cells; sources that begin with # and a space are markdown.</summary>
    public static Notebook Of(params string[] sources)
    {
        Notebook notebook = Notebook.Create("test.ipynb");
        for (int i = 0; i < sources.Length; i++)
        {
            bool text = sources[i].StartsWith("# ", StringComparison.Ordinal);
            notebook.Add(text ? NotebookCell.Markdown(sources[i], $"c{i}") : NotebookCell.Code(sources[i], $"c{i}"));
        }

        return notebook;
    }

    public static async Task<RunResult> RunAsync(Notebook notebook, CancellationToken cancellationToken = default)
    {
        await using var kernel = new CSharpKernel();
        return await new NotebookRunner(kernel).RunAsync(notebook, null, cancellationToken);
    }

    /// <summary>Runs cells in one kernel; the outputs of the last.</summary>
    public static async Task<Sink> RunAsync(params string[] sources)
    {
        await using var kernel = new CSharpKernel();
        var sink = new Sink();
        for (int i = 0; i < sources.Length; i++)
        {
            sink = new Sink();
            sink.Result = await kernel.ExecuteAsync(new CellCode(sources[i], $"c{i}", $"Cell {i + 1}"), sink);
        }

        return sink;
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LeptonLab.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}

/// <summary>Keeps what a cell sends.</summary>
internal sealed class Sink : ICellOutputs
{
    private readonly List<CellOutput> _outputs = [];

    public CellResult? Result { get; set; }

    public IReadOnlyList<CellOutput> Outputs
    {
        get
        {
            lock (_outputs)
                return [.. _outputs];
        }
    }

    public string StandardOutput =>
        string.Concat(Outputs.OfType<StreamOutput>().Where(o => o.Name == "stdout").Select(o => o.Text));

    public string ResultText => Outputs.OfType<ResultOutput>().Single().Data.Text;

    public CellError Error => Result?.Error ?? throw new InvalidOperationException("The cell did not fail.");

    public void Publish(CellOutput output)
    {
        lock (_outputs)
            _outputs.Add(output);
    }
}
