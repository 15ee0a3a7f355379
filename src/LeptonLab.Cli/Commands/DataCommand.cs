using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;
using LeptonLab.Data.Smears;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton data</c>: what data there are, fetching and making some, checking that they are unchanged.</summary>
internal static class DataCommand
{
    private const int Failed = 1, WrongUsage = 2;

    internal static Command Create()
    {
        return new Command("data", "List, fetch, make and verify datasets.") { List(), DataGet.Create(), Make(), Verify(), DataCardCommand.Create() };
    }

    private static Command List()
    {
        var command = new Command("list", "List the datasets that have a name, and where they are or how to get them.");
        command.SetAction(_ => DataList.Print());
        return command;
    }

    private static Command Make()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "smears (generated pictures) or fashion-mnist-mini (drawn from Fashion-MNIST).",
        };
        name.AcceptOnlyFromAmong(DatasetCatalog.Smears, DatasetCatalog.FashionMnistMini);
        var output = new Option<string>("--out")
        {
            Description = "The folder to write; must be empty or absent.",
            Required = true,
            HelpName = "DIR",
        };
        var defaults = new SmearOptions();
        Option<int> count = NumberOption.Whole("--count", "smears: how many pictures.", SmearFolder.DefaultCount, 10, 1_000_000);
        Option<int> patients = NumberOption.Whole("--patients", "smears: how many patients.", defaults.Patients, 1, 1_000_000);
        Option<int> size = NumberOption.Whole("--size", "smears: height and width in pixels.", defaults.Size, 16, 2048);
        Option<ulong> seed = NumberOption.Seed("smears: chooses patients and cells.");
        var from = new Option<string?>("--from")
        {
            Description = "fashion-mnist-mini: the folder with Fashion-MNIST (found by itself where it is installed).",
            HelpName = "DIR",
        };
        var command = new Command("make", "Make a dataset: the same options give the same pixels on every machine.")
        {
            name, output.NotEmpty(), count, patients, size, seed, from.NotEmpty(),
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => Attempt(() =>
        {
            bool smears = arguments.GetValue(name) == DatasetCatalog.Smears;
            Option[] foreign = smears ? [from] : [count, patients, size, seed];
            if (foreign.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } wrong)
            {
                Console.Error.WriteLine($"{wrong.Name} is not for '{arguments.GetValue(name)}'. See 'lepton data make --help'.");
                return WrongUsage;
            }

            string folder = arguments.GetValue(output)!;
            DataCard card = smears
                ? DataProgress.Run("Drawing pictures", progress => SmearFolder.Write(
                    folder,
                    arguments.GetValue(count),
                    arguments.GetValue(seed),
                    new SmearOptions { Patients = arguments.GetValue(patients), Size = arguments.GetValue(size) },
                    progress,
                    cancellation))
                : FashionMnistMini.Write(
                    arguments.GetValue(from) ?? DataSource.Locate(DatasetCatalog.FashionMnist),
                    folder);
            Console.WriteLine($"{card.Count:N0} samples of {card.Classes.Count} classes are in '{folder}'.");
            return 0;
        })));
        return command;
    }

    private static Command Verify()
    {
        var name = new Argument<string>("NAME|DIR") { Description = "The name of a dataset, or its folder." };
        var command = new Command("verify", "Compare the files of a dataset with the hashes in its card.") { name.NotEmpty() };
        command.SetAction((arguments, _) => Task.Run(() => Attempt(() =>
        {
            const int Shown = 20;
            (int count, IReadOnlyList<string> problems) = DataProgress.Run(
                "Comparing hashes",
                progress => DatasetVerifier.Verify(arguments.GetValue(name)!, progress));
            foreach (string problem in problems.Take(Shown))
                Console.Error.WriteLine(problem);
            if (problems.Count > Shown)
                Console.Error.WriteLine($"… and {problems.Count - Shown} more.");
            Console.WriteLine(problems.Count == 0
                ? $"All {count:N0} files of '{arguments.GetValue(name)}' are as they should be."
                : $"'{arguments.GetValue(name)}' is not as it should be; problems: {problems.Count:N0}, files: {count:N0}.");
            return problems.Count == 0 ? 0 : Failed;
        })));
        return command;
    }

    private static int Attempt(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (LeptonException error)
        {
            Console.Error.WriteLine(error.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped; nothing was written.");
            return Failed;
        }
    }
}
