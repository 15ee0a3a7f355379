using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton data make</c>: draws a generated dataset, or draws the small Fashion-MNIST from the large one.</summary>
internal static class DataMakeCommand
{
    private const int WrongUsage = 2;

    internal static Command Create()
    {
        string[] names = [.. GeneratedSet.All.Select(set => set.Name)];
        var name = new Argument<string>("NAME")
        {
            Description = $"{string.Join(", ", names)} (generated), or fashion-mnist-mini (drawn from Fashion-MNIST).",
        };
        name.AcceptOnlyFromAmong([.. names, DatasetCatalog.FashionMnistMini]);
        var output = new Option<string>("--out", "-o")
        {
            Description = "The folder to write; must be empty or absent.",
            Required = true,
            HelpName = "DIR",
        };
        string counts = string.Join(", ", GeneratedSet.All.Select(set => $"{set.DefaultCount:N0} {set.Samples} of {set.Name}"));
        Option<int?> count = NumberOption.OptionalWhole("--count", $"How many; by default {counts}.", 1, 1_000_000);
        Option<int?> patients = NumberOption.OptionalWhole("--patients", "smears: how many patients.", 1, 1_000_000);
        Option<int?> size = NumberOption.OptionalWhole("--size", "smears, signs: height and width in pixels.", 16, 2048);
        Option<ulong> seed = NumberOption.Seed("Chooses what is drawn.");
        var settings = new Option<string[]>("--set")
        {
            Description = "An option of the generator, such as --set Fog=0.8; as often as you like. A wrong name lists the right ones.",
            HelpName = "NAME=VALUE",
        };
        var from = new Option<string?>("--from")
        {
            Description = "fashion-mnist-mini: the folder with Fashion-MNIST (found by itself where it is installed).",
            HelpName = "DIR",
        };
        var command = new Command("make", "Make a dataset: the same options give the same pixels on every machine.")
        {
            name, output.NotEmpty(), count, patients, size, seed, settings, from.NotEmpty(),
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => DataCommand.Attempt(() =>
        {
            string wanted = arguments.GetValue(name)!, folder = arguments.GetValue(output)!;
            GeneratedSet? set = GeneratedSet.Find(wanted);
            Option[] foreign = wanted switch
            {
                DatasetCatalog.Smears => [from],
                Data.Signs.SignGenerator.Name => [from, patients],
                DatasetCatalog.FashionMnistMini => [count, patients, size, seed, settings],
                _ => [from, patients, size],
            };
            if (foreign.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } wrong)
            {
                Console.Error.WriteLine($"{wrong.Name} is not for '{wanted}'. See 'lepton data make --help'.");
                return WrongUsage;
            }

            string[] all =
            [
                .. arguments.GetValue(settings) ?? [],
                .. Setting("Patients", arguments.GetValue(patients)),
                .. Setting("Size", arguments.GetValue(size)),
            ];
            DataCard card = set is null
                ? FashionMnistMini.Write(arguments.GetValue(from) ?? DataSource.Locate(DatasetCatalog.FashionMnist), folder)
                : DataProgress.Run($"Drawing {set.Samples}", progress => set.Write(
                    folder, arguments.GetValue(count), arguments.GetValue(seed), all, progress, cancellation));
            Console.WriteLine(set is null || set.Name == DatasetCatalog.Smears
                ? $"{card.Count:N0} samples of {card.Classes.Count} classes are in '{folder}'."
                : $"{arguments.GetValue(count) ?? set.DefaultCount:N0} {set.Samples} are in '{folder}', with their ground truth and a card.");
            return 0;
        })));
        return command;
    }

    private static string[] Setting(string name, int? value) => value is { } number ? [$"{name}={number}"] : [];
}
