using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Checking;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton check NOTEBOOK…</c>: says what will go wrong on another machine, without running anything.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("NOTEBOOK")
        {
            Description = "The notebooks to look at, such as notebooks/*.ipynb.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(
            "check", "Looks for cells run out of order, unknown names, missing or huge outputs and local paths; runs nothing.")
        {
            notebooks.NotEmpty(),
        };
        command.SetAction(arguments => Run(arguments.GetValue(notebooks)!));
        return command;
    }

    private static int Run(string[] paths)
    {
        int findings = 0;
        foreach (string path in paths)
        {
            foreach (NotebookFinding finding in NotebookCheck.Check(Load(path)))
            {
                Console.WriteLine($"{path}: {finding}");
                findings++;
            }
        }

        string files = paths.Length == 1 ? "1 notebook" : $"{paths.Length} notebooks";
        Console.WriteLine(findings == 0 ? $"{files}: nothing to complain about." : $"{files}: {findings} {(findings == 1 ? "finding" : "findings")}.");
        return findings == 0 ? CommandLine.Success : CommandLine.Failure;
    }

    private static Notebook Load(string path)
    {
        try
        {
            Notebook notebook = Notebook.Load(path);
            Notebooks.Running.NotebookLanguage.EnsureCSharp(notebook);
            return notebook;
        }
        catch (LeptonException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
