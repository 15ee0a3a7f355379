using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Jupyter.Specs;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton jupyter install|uninstall|list</c>: tells Jupyter about the C# kernel.</summary>
internal static class JupyterCommand
{
    public static Command Create() => new(
        "jupyter", "Makes C# notebooks run in Jupyter: JupyterLab, Jupyter Notebook, VS Code, nbclient, papermill.")
    {
        CreateInstall(), CreateUninstall(), CreateList(),
    };

    private static Command CreateInstall()
    {
        var place = new Place();
        Command command = place.AddTo(new Command("install", "Installs the kernel for Jupyter; for this user, unless an option says otherwise."));
        command.SetAction(arguments =>
        {
            KernelSpecs.Install(place.Folder(arguments) ?? JupyterFolders.User, Console.WriteLine);
            return CommandLine.Success;
        });
        return command;
    }

    private static Command CreateUninstall()
    {
        var place = new Place();
        Command command = place.AddTo(new Command("uninstall", "Removes the kernel from Jupyter; other kernels stay."));
        command.SetAction(arguments =>
        {
            string folder = place.Folder(arguments) ?? JupyterFolders.User;
            if (KernelSpecs.Uninstall(folder, Console.WriteLine) == 0)
                Console.WriteLine($"There is no kernel of lepton in {Path.Combine(folder, "kernels")}.");
            return CommandLine.Success;
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the kernels that Jupyter finds, ours marked with *.");
        command.SetAction(_ =>
        {
            IReadOnlyList<KernelSpec> kernels = KernelSpecs.All();
            foreach (KernelSpec kernel in kernels)
            {
                string problem = kernel.CanStart ? "" : "   its program is gone: install it again";
                Console.WriteLine($"{(kernel.IsOurs ? "*" : " ")} {kernel.Name,-20} {kernel.DisplayName,-28} {kernel.Folder}{problem}");
            }

            if (!kernels.Any(kernel => kernel.IsOurs))
                Console.WriteLine("The C# kernel is not installed. 'lepton jupyter install' does it.");
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The options that say where.</summary>
    private sealed class Place
    {
        private readonly Option<bool> _user = new("--user") { Description = "For this user. This is the standard." };

        private readonly Option<bool> _python = new("--sys-prefix")
        {
            Description = "For the Python environment that is active: conda, a virtual environment, or that of python3.",
        };

        private readonly Option<string?> _prefix = new("--prefix")
        {
            Description = "Under this folder, in share/jupyter/kernels.",
            HelpName = "FOLDER",
        };

        internal Command AddTo(Command command)
        {
            command.Add(_user);
            command.Add(_python);
            command.Add(_prefix.NotEmpty());
            command.Validators.Add(result =>
            {
                if (new Option[] { _user, _python, _prefix }.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
                    result.AddError("Of --user, --sys-prefix and --prefix only one can be given.");
            });
            return command;
        }

        internal string? Folder(ParseResult arguments) =>
            arguments.GetValue(_prefix) is { } prefix ? JupyterFolders.Under(prefix)
            : arguments.GetValue(_python) ? JupyterFolders.Python
            : null;
    }
}
