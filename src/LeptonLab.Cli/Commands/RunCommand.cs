using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Jupyter.Client;
using LeptonLab.Notebooks.Pages;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton run NOTEBOOK</c>: runs a notebook and writes it, with its outputs, and a page to show.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("NOTEBOOK") { Description = "The notebook to run, such as notebooks/03-loss.ipynb." };
        var parameters = new Option<string[]>("--parameter", "-p")
        {
            Description = "Sets a variable of the cell tagged \"parameters\", for example -p epochs=2. Repeat it for several.",
            HelpName = "name=value",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the executed notebook goes; ./out/NAME.ipynb by default.",
            HelpName = "X.ipynb",
        };
        var page = new Option<string?>("--html")
        {
            Description = "Where the page goes; ./out/NAME.html by default.",
            HelpName = "X.html",
        };
        var timeout = NumberOption.OptionalWhole("--timeout", "The seconds that one cell may take; as long as it needs by default.", 1, 1_000_000);
        var allowErrors = new Option<bool>("--allow-errors")
        {
            Description = "Goes on after a cell that failed; its error is in the files, and the exit code is 0.",
        };
        var kernelName = new Option<string?>("--kernel-name")
        {
            Description = "Runs the cells with a kernel that is installed for Jupyter; with lepton's own C# kernel by default.",
            HelpName = "NAME",
        };
        var command = new Command(
            "run", "Runs a notebook from top to bottom; writes the executed notebook and a self-contained HTML page.")
        {
            notebook.NotEmpty(), parameters, output.NotEmpty(), page.NotEmpty(), timeout, allowErrors, kernelName.NotEmpty(),
        };
        command.SetStoppableAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(notebook)!,
            arguments.GetValue(parameters) ?? [],
            arguments.GetValue(output),
            arguments.GetValue(page),
            arguments.GetValue(kernelName),
            new RunOptions(
                arguments.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, arguments.GetValue(allowErrors)),
            cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(
        string path,
        string[] parameters,
        string? output,
        string? page,
        string? kernelName,
        RunOptions options,
        CancellationToken cancellationToken)
    {
        Notebook notebook;
        string name = Path.GetFileNameWithoutExtension(path);
        string notebookFile = Path.GetFullPath(output ?? Path.Combine("out", name + ".ipynb"));
        string pageFile = Path.GetFullPath(page ?? Path.Combine("out", name + ".html"));
        KernelChoice choice;
        try
        {
            EnsureApart(path, notebookFile, pageFile);
            notebook = Notebook.Load(path);
            choice = kernelName is null ? KernelChoice.Own() : KernelChoice.Named(kernelName);
            if (choice.IsOurs)
                NotebookLanguage.EnsureCSharp(notebook);
            else if (parameters.Length > 0)
                throw new LeptonException($"-p sets variables in C#, and the kernel {choice.Name} is not lepton's. Leave one of them out.");
            NotebookParameters.Inject(notebook, Split(parameters));
        }
        catch (LeptonException e)
        {
            throw new UsageException(e.Message);
        }

        // Better now than after ten minutes of training.
        OutputFile.EnsureWritable(notebookFile);
        OutputFile.EnsureWritable(pageFile);

        // Cells find files as in Jupyter: beside the notebook.
        RunResult result;
        await using (var kernel = new RemoteKernel(choice, notebook.Folder))
        {
            result = await RunProgress.ShowAsync(
                notebook, progress => new NotebookRunner(kernel, options).RunAsync(notebook, progress, cancellationToken))
                .ConfigureAwait(false);
        }

        try
        {
            notebook.Save(notebookFile);
            Output.Labelled("Notebook", Path.GetRelativePath(Environment.CurrentDirectory, notebookFile));
        }
        finally
        {
            // Also where the notebook could not be written: a page is better than nothing after a long run.
            NotebookPage.Save(notebook, pageFile);
            Output.Labelled("Page", Path.GetRelativePath(Environment.CurrentDirectory, pageFile));
        }

        return Report(result);
    }

    private static void EnsureApart(string path, string notebookFile, string pageFile)
    {
        if (pageFile == notebookFile)
            throw new LeptonException($"--output and --html both name '{pageFile}'. Give the notebook and the page different names.");
        if (path.Length > 0 && pageFile == Path.GetFullPath(path))
            throw new LeptonException($"--html would replace the notebook '{path}' itself by a page. Choose another name.");
    }

    private static Dictionary<string, string> Split(string[] parameters)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string parameter in parameters)
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new LeptonException($"-p {parameter} is not understood; write -p name=value, for example -p epochs=2.");
            string name = parameter[..equals].Trim();
            if (!values.TryAdd(name, parameter[(equals + 1)..]))
                throw new LeptonException($"-p {name} is given more than once. Give each parameter one value.");
        }

        return values;
    }

    private static int Report(RunResult result)
    {
        switch (result.End)
        {
            case RunEnd.Completed:
                if (result.Failed > 0)
                    Console.Error.WriteLine($"{result.Failed} of {result.Cells} cells failed; their errors are in the files.");
                return CommandLine.Success;
            case RunEnd.Cancelled:
                return Fail($"Stopped at cell {result.Cell} of {result.Cells}; what ran until then is in the files.");
            default:
                string line = result.Error!.Line is { } number ? $", line {number}" : "";
                string rest = result.Cell < result.Cells ? " The cells after it were not run." : "";
                return Fail($"Cell {result.Cell} of {result.Cells}{line}: {result.Error.Name}: {Sentence(result.Error.Message)}{rest}");
        }
    }

    private static string Sentence(string message)
    {
        message = message.TrimEnd();
        return message.Length > 0 && message[^1] is '.' or '!' or '?' or '…' ? message : message + ".";
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return CommandLine.Failure;
    }
}
