using System.CommandLine;
using System.Text;
using LeptonLab.Cli.Commands;
using LeptonLab.Cli.Terminal;
using LeptonLab.Visuals;

namespace LeptonLab.Cli;

/// <summary>The command <c>lepton</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        var output = new ForgivingWriter(Console.Out);
        if (Console.IsOutputRedirected)
            Console.SetOut(output);
        SkiaImages.Register();
        var root = new RootCommand("LeptonLab: a deep-learning lab for .NET. Notebooks, a CNN library with its own kernels, and data.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            ConvertCommand.Create(),
            TrainCommand.Create(),
            BenchCommand.Create(),
            DataCommand.Create(),
            JupyterCommand.Create(),
            KernelCommand.Create(),
            DoctorCommand.Create(),
        };
        int exitCode = await CommandLine.InvokeAsync(root, arguments);
        if (output.Problem is null || exitCode != CommandLine.Success)
            return exitCode;
        await Console.Error.WriteLineAsync($"The work is done, but not all of its messages could be written: {output.Problem.Message}");
        return CommandLine.Failure;
    }
}
