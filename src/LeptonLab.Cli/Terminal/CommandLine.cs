using System.CommandLine;

namespace LeptonLab.Cli.Terminal;

/// <summary>Runs a command and turns what went wrong into a sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>All is well.</summary>
    internal const int Success = 0;

    /// <summary>The work failed.</summary>
    internal const int Failure = 1;

    /// <summary>The command was not understood.</summary>
    internal const int Usage = 2;

    // After Ctrl-C a command may finish its step and save what it has.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromMinutes(2);

    internal static async Task<int> InvokeAsync(RootCommand root, string[] arguments)
    {
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
                await Console.Error.WriteLineAsync(message);
            string command = string.Join(' ', Path(parsed.CommandResult.Command, root));
            await Console.Error.WriteLineAsync($"Try 'lepton {command}{(command.Length > 0 ? " " : "")}--help'.");
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToStop,
            });
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Usage;
        }
        catch (Exception error) when (error is LeptonException or ShapeException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Failure;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Failure;
        }
        catch (OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync(
                "There is not enough memory for this. A smaller --batch or --size needs less.");
            return Failure;
        }
    }

    private static IEnumerable<string> Path(Command command, Command root) =>
        command == root ? [] : [.. command.Parents.OfType<Command>().Take(1).SelectMany(parent => Path(parent, root)), command.Name];
}
