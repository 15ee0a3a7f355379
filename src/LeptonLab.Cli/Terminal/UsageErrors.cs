using System.CommandLine;

namespace LeptonLab.Cli.Terminal;

/// <summary>Says what is wrong with a command line.</summary>
internal static class UsageErrors
{
    internal static IEnumerable<string> Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return parsed.Errors.Select(error => error.Message).Distinct();

        string known = string.Join(", ", command.Subcommands.Select(sub => sub.Name));
        string? given = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        return [given is null ? $"A command is missing: {known}." : $"There is no command '{given}'. The commands are {known}."];
    }
}
