using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Cli.Training;
using LeptonLab.Training;

namespace LeptonLab.Cli.Commands;

/// <summary>The options of <c>lepton train</c> with which a training is interrupted and resumed.</summary>
internal static class CheckpointOptions
{
    // Seldom enough not to be felt, often enough for a crash to cost little.
    private const int EverySteps = 100;

    private static readonly Option<string?> File = new("--checkpoint")
    {
        Description = $"Where to save the whole run, every {EverySteps} steps, after each epoch and on Ctrl-C.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on with the run that --checkpoint names, to the same bits as if it had never stopped.",
    };

    internal static IReadOnlyList<Option> All { get; } = [File.NotEmpty(), Resume];

    /// <summary>The file to save to and to go on from; null if none was asked for.</summary>
    /// <exception cref="LeptonException">There is nothing to resume, or something that would be lost.</exception>
    internal static CheckpointFile? Create(ParseResult arguments)
    {
        string? file = arguments.GetValue(File);
        bool resume = arguments.GetValue(Resume);
        if (file is null)
            return resume ? throw new UsageException("--resume takes the run from a file: add --checkpoint FILE.") : null;
        bool exists = System.IO.File.Exists(file);
        if (resume && !exists)
            throw new LeptonException($"There is no '{file}' to go on with. Leave out --resume to start a run that is saved there.");
        if (!resume && exists)
            throw new LeptonException($"'{file}' is there already. Add --resume to go on with that run, or delete the file, or choose another name.");
        OutputFileCheck.CheckWritable(File.Name, file, "run.checkpoint");
        return new CheckpointFile(file, EverySteps);
    }

    /// <summary>The command that goes on with this run.</summary>
    internal static string CommandToResume(ParseResult arguments)
    {
        IEnumerable<string> words = arguments.Tokens.Select(token => token.Value);
        return $"lepton {string.Join(' ', words.Select(Quoted))}{(arguments.GetValue(Resume) ? "" : $" {Resume.Name}")}";
    }

    private static string Quoted(string word) => word.Any(c => char.IsWhiteSpace(c) || "\"'$&;|<>()*?!`\\".Contains(c))
        ? $"\"{word.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""
        : word;
}
