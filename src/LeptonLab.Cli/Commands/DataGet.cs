using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;
using LeptonLab.Data.Fetching;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton data get</c>: brings a published dataset onto this machine.</summary>
internal static class DataGet
{
    private static readonly Argument<string> Name = new("NAME|FILE")
    {
        Description = "The name of a published dataset (see 'lepton data list'), or a manifest file of your own, *.json.",
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "A folder with files that were downloaded already; nothing is fetched from the network then.",
        HelpName = "DIR",
    };

    internal static Command Create()
    {
        var command = new Command("get", "Fetch a published dataset; what is here already is not fetched again.") { Name.NotEmpty(), From.NotEmpty() };
        command.SetStoppableAction(Run);
        return command;
    }

    /// <summary>The manifest of a name or file.</summary>
    /// <exception cref="LeptonException">There is none; the message says which there are.</exception>
    internal static DatasetManifest Manifest(string name)
    {
        if (DatasetManifest.Find(name) is { } known)
            return known;
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return DatasetManifest.Read(name);
        throw new LeptonException(DatasetCatalog.Known(name) is { } made
            ? $"'{made.Name}' is not fetched. {made.HowToGet}"
            : $"There is no published dataset '{name}' here. There are {string.Join(", ", DatasetManifest.All.Select(manifest => manifest.Name))}.");
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        DatasetManifest manifest = Manifest(arguments.GetValue(Name)!);
        if (DatasetCatalog.Find(manifest.Name) is { } found && found != DatasetFetcher.FolderOf(manifest))
        {
            Console.WriteLine($"'{manifest.Name}' is in '{found}' already; 'lepton data verify {manifest.Name}' checks it.");
            return CommandLine.Success;
        }

        try
        {
            string folder = await DownloadDisplay.RunAsync(progress =>
                DatasetFetcher.GetAsync(manifest, from: arguments.GetValue(From), progress: progress, cancellationToken: cancellationToken)).ConfigureAwait(false);
            Console.WriteLine($"'{manifest.Name}' is in '{folder}', and its hashes are right.");
            Console.WriteLine($"Licence: {manifest.Licence}. Please cite: {manifest.Citation}.");
            return CommandLine.Success;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What has arrived is kept; the same command goes on from there.").ConfigureAwait(false);
            return CommandLine.Failure;
        }
    }
}
