using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton convert X.dib</c>: a notebook of .NET Interactive as one that Jupyter opens.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("NOTEBOOK") { Description = "The notebook to convert, such as lesson.dib." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where the notebook goes; beside the other, as NAME.ipynb, by default.",
            HelpName = "X.ipynb",
        };
        var command = new Command("convert", "Writes a .dib notebook of .NET Interactive as .ipynb.") { notebook.NotEmpty(), output.NotEmpty() };
        command.SetAction(arguments => Run(arguments.GetValue(notebook)!, arguments.GetValue(output)));
        return command;
    }

    private static int Run(string path, string? output)
    {
        output ??= Path.ChangeExtension(path, ".ipynb");
        if (Path.GetFullPath(output) == Path.GetFullPath(path))
            throw new UsageException($"{path} would be replaced by its conversion. Name another file with -o.");
        try
        {
            Notebook.Load(path).Save(output);
        }
        catch (LeptonException e)
        {
            throw new UsageException(e.Message);
        }

        Output.Labelled("Notebook", output);
        return CommandLine.Success;
    }
}
