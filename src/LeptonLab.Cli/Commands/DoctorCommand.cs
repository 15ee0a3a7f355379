using System.CommandLine;
using LeptonLab.Cli.Doctor;
using LeptonLab.Cli.Terminal;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton doctor</c>: says what this machine has, what is missing and what to do about it.</summary>
internal static class DoctorCommand
{
    internal static Command Create()
    {
        var command = new Command("doctor", "Check this machine: what is there, what is missing, what to do about it.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        bool healthy = true;
        foreach (Func<Finding> check in Checkup.All)
        {
            Finding finding = check();
            healthy &= finding.State != FindingState.Broken;
            string mark = finding.State switch { FindingState.Good => "ok", FindingState.Optional => "--", _ => "!!" };
            Console.WriteLine($"{mark}  {finding.Subject,-12}{finding.Text}");
            if (finding.Advice is not null)
                Console.WriteLine($"    {"",-12}{finding.Advice}");
        }

        Console.WriteLine();
        Console.WriteLine(healthy
            ? "This machine can run every lesson. Lines marked -- are extras that a lesson does not need."
            : "Lines marked !! must be mended first.");
        return healthy ? CommandLine.Success : CommandLine.Failure;
    }
}
