using System.CommandLine;
using LeptonLab.Cli.Terminal;
using LeptonLab.Data;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton data</c>: what data there are, fetching and making some, checking that they are unchanged.</summary>
internal static class DataCommand
{
    private const int Failed = 1;

    internal static Command Create()
    {
        return new Command("data", "List, fetch, make and verify datasets.") { List(), DataGet.Create(), DataMakeCommand.Create(), Verify(), DataCardCommand.Create() };
    }

    private static Command List()
    {
        var command = new Command("list", "List the datasets that have a name, and where they are or how to get them.");
        command.SetAction(_ => DataList.Print());
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

    internal static int Attempt(Func<int> work)
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
