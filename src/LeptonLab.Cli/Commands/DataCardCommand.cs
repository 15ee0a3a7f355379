using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;
using LeptonLab.Data.Fetching;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton data card</c>: what a dataset is, who made it, what it may be used for.</summary>
internal static class DataCardCommand
{
    internal static Command Create()
    {
        var name = new Argument<string>("NAME|DIR") { Description = "The name of a dataset, or its folder." };
        var command = new Command("card", "Show what a dataset is: origin, licence, classes, samples, files.") { name.NotEmpty() };
        command.SetAction(arguments => Print(arguments.GetValue(name)!));
        return command;
    }

    private static void Print(string name)
    {
        DatasetManifest? manifest = name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(name)
            ? DatasetManifest.Read(name)
            : DatasetManifest.Find(name);
        string? folder = DatasetCatalog.Find(manifest?.Name ?? name);
        if (manifest is null)
        {
            folder ??= DataSource.Locate(name);
            DataCard card = DataCard.TryRead(folder)
                ?? throw new LeptonException($"'{folder}' has no {DataCard.FileName}, which would say what it is.");
            Print(card);
            Output.Labelled("Folder", folder);
            return;
        }

        Print(manifest.ToCard());
        Output.Labelled("Folder", folder ?? $"not on this machine; 'lepton data get {name}' fetches it");
        foreach (ManifestFile file in manifest.Files)
        {
            string size = file.Bytes is { } bytes ? $"{bytes:N0} bytes" : $"at most {file.Limit:N0} bytes";
            Output.Labelled("File", $"{file.Name}, {size}, {(file.Sha256 is { } sha ? $"SHA-256 {sha}" : $"MD5 {file.Md5}")}");
            foreach (string url in file.Urls)
                Output.Labelled("", url);
        }

        Output.Labelled("Facts", manifest.FactsFrom);
    }

    private static void Print(DataCard card)
    {
        Output.Labelled("Name", card.Name);
        Output.Labelled("What", card.Title);
        Output.Labelled("Origin", card.Origin);
        Output.Labelled("Licence", card.Licence);
        Output.Labelled("Samples", string.Join(", ", card.Samples.Select(part => $"{part.Value:N0} {part.Key}")));
        Output.Labelled("Shape", $"{string.Join(" × ", card.SampleShape)} (height, width, channels)");
        Output.Labelled("Classes", string.Join(", ", card.Classes));
        if (card.Made is { } made)
            Output.Labelled("Made by", $"{made.Generator}, version {made.Version}, seed {made.Seed}. {made.How}");
    }
}
