using System.CommandLine;
using LeptonLab.Cli.Terminal;

namespace LeptonLab.Cli.Commands;

/// <summary><c>--device</c>: where to compute.</summary>
internal static class DeviceOption
{
    private const string WhereToCompute = "Where to compute: cpu, gpu, torch or another device that 'lepton doctor' lists.";

    /// <summary>A new option, for one command.</summary>
    internal static Option<string> Create(string description = WhereToCompute) => new("--device")
    {
        Description = description,
        DefaultValueFactory = _ => Device.Cpu.Name,
        HelpName = "NAME",
    };

    /// <summary>The device that was asked for.</summary>
    /// <exception cref="UsageException">There is none of that name, or it is absent; the message says why.</exception>
    internal static Device Get(this ParseResult arguments, Option<string> option)
    {
        try
        {
            return Device.Named(arguments.GetValue(option)!);
        }
        catch (LeptonException e)
        {
            throw new UsageException($"{option.Name}: {e.Message} 'lepton doctor' lists what is here.");
        }
    }
}
