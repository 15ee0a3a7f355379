using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Notebooks.Jupyter;
using LeptonLab.Notebooks.Jupyter.Hosting;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton kernel -f FILE</c>: what Jupyter starts for a notebook.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--connection-file", "-f")
        {
            Description = "The connection file that the Jupyter client wrote.",
            HelpName = "FILE",
            Required = true,
        };
        var noHistory = new Option<bool>("--no-history") { Description = "Does not add the cells to the history of all sessions." };
        var command = new Command("kernel", "Runs the C# kernel for a Jupyter client; \"lepton jupyter install\" makes Jupyter start it.")
        {
            file.NotEmpty(), noHistory,
        };
        command.SetAction(async (arguments, _) =>
        {
            KernelEnd end = await KernelProcess.RunAsync(arguments.GetValue(file)!, !arguments.GetValue(noHistory));
            return end == KernelEnd.Shutdown ? CommandLine.Success : CommandLine.Failure;
        });
        return command;
    }
}
