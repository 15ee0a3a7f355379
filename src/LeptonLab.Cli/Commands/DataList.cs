using LeptonLab.Data;
using Spectre.Console;

namespace LeptonLab.Cli.Commands;

/// <summary>The table of <c>lepton data list</c>; plain lines where the output is not a terminal.</summary>
internal static class DataList
{
    internal static void Print()
    {
        if (Console.IsOutputRedirected)
        {
            foreach (KnownDataset known in DatasetCatalogue.All)
            {
                string where = DatasetCatalogue.Find(known.Name) ?? "missing: " + known.HowToGet;
                Console.WriteLine(string.Join('\t', known.Name, known.Kind, known.Samples, Size(known), where));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        foreach (string title in new[] { "name", "kind", "samples", "size" })
            table.AddColumn(new TableColumn(title).NoWrap());
        table.AddColumn("where, or how to get it");
        foreach (KnownDataset known in DatasetCatalogue.All)
        {
            string? folder = DatasetCatalogue.Find(known.Name);
            table.AddRow(
                new Text(known.Name, new Style(decoration: Decoration.Bold)),
                new Text(known.Kind),
                new Text(known.Samples),
                new Text(Size(known)),
                folder is null ? new Text(known.HowToGet, new Style(Color.Yellow)) : new Text(folder, new Style(Color.Green)));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("Any folder with a sub-folder of PNG or JPEG pictures for each class can be used as well.");
    }

    private static string Size(KnownDataset known) => string.Join(" × ", known.Shape);
}
