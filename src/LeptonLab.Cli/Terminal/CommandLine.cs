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

    // Set to anything, it shows where an unforeseen error came from.
    private const string TraceVariable = "LEPTON_TRACE";

    // After Ctrl-C a command may finish its step and save what it has.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromMinutes(2);

    internal static async Task<int> InvokeAsync(RootCommand root, string[] arguments)
    {
        if (arguments.Length == 0)
        {
            await root.Parse(["--help"]).InvokeAsync();
            return Usage;
        }

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in UsageErrors.Describe(parsed))
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
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync(Describe(error));
            return Failure;
        }
    }

    /// <summary>Lets Ctrl-C stop an action from its first moment: what runs before its first await counts too.</summary>
    internal static void SetStoppableAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((arguments, cancellationToken) => Task.Run(() => action(arguments, cancellationToken), CancellationToken.None));

    private static string Describe(Exception error) => error switch
    {
        LeptonException or ShapeException => error.Message,
        OperationCanceledException => "Stopped.",
        OutOfMemoryException => "There is not enough memory for this. A smaller --batch or --size needs less.",
        _ when Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } => error.ToString(),
        _ => $"lepton failed in a way that nobody foresaw: {error.GetType().Name}: {error.Message} "
            + $"Please report this; with the environment variable {TraceVariable}=1 it says where.",
    };

    private static IEnumerable<string> Path(Command command, Command root) =>
        command == root ? [] : [.. command.Parents.OfType<Command>().Take(1).SelectMany(parent => Path(parent, root)), command.Name];
}
