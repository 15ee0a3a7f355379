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
            "check",
            "Looks for cells run out of order, unknown names, missing or huge outputs and local paths; runs nothing. "
            + "The exit code is 1 if there is something to say, and 2 if a file cannot be read.")
        {
            notebooks.NotEmpty(),
        };
        command.SetAction(arguments => Run(arguments.GetValue(notebooks)!));
        return command;
    }

    private static int Run(string[] paths)
    {
        int findings = 0, unread = 0;
        foreach (string path in paths)
        {
            try
            {
                foreach (NotebookFinding finding in NotebookCheck.Check(Load(path)))
                {
                    Console.WriteLine($"{path}: {finding}");
                    findings++;
                }
            }
            catch (LeptonException e)
            {
                // The others are looked at all the same.
                Console.Error.WriteLine(e.Message);
                unread++;
            }
        }

        int read = paths.Length - unread;
        if (read == 0)
            return CommandLine.Usage;
        string files = read == 1 ? "1 notebook" : $"{read} notebooks";
        Console.WriteLine(findings == 0 ? $"{files}: nothing to complain about." : $"{files}: {findings} {(findings == 1 ? "finding" : "findings")}.");
        return unread > 0 ? CommandLine.Usage : findings == 0 ? CommandLine.Success : CommandLine.Failure;
    }

    private static Notebook Load(string path)
    {
        Notebook notebook = Notebook.Load(path);
        Notebooks.Running.NotebookLanguage.EnsureCSharp(notebook);
        return notebook;
    }
}
