using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>The command <c>peers</c>: reads its options, runs the cases, prints the table.</summary>
internal static class PeersCommand
{
    private const int Success = 0, Failure = 1, Usage = 2;

    private const string Help = """
        Races LeptonLab against TorchSharp (libtorch) and ONNX Runtime, in processes of their own that take turns.

          peers [--case NAME]… [--peer NAME]… [--json FILE] [--pairs N] [--threads T] [--batch N] [--pause MS] [--list]

          --case NAME   only this case; may be given several times (--list names them)
          --peer NAME   only this peer; may be given several times
          --json FILE   write the results as JSON, too
          --pairs N     pairs of turns, ours and the peer's; 5 unless given
          --threads T   threads for each side; all processors unless given
          --batch N     another batch size for the train and infer cases
          --pause MS    rest between turns; 100 unless given
          --list        name the cases and their peers

        The exit code is 0 if all results agree, 1 if some are wrong or nothing could be raced, 2 for a wrong command line.
        A peer that cannot be loaded is left out, with the reason.
        """;

    internal static int Run(string[] arguments)
    {
        try
        {
            return Race(Options.Parse(arguments));
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            return Usage;
        }
        catch (LeptonException error)
        {
            Console.Error.WriteLine(error.Message);
            return Failure;
        }
    }

    private static int Race(Options options)
    {
        if (options.Help)
        {
            Console.WriteLine(Help);
            return Success;
        }

        if (options.List)
        {
            foreach (PeerCase known in PeerCases.All)
                Console.WriteLine($"{known.Name,-24}{known.Description}; against {string.Join(", ", known.Peers)}");
            return Success;
        }

        var results = new List<PeerResult>();
        var missing = new Dictionary<string, string>();
        foreach (PeerCase work in options.Cases)
        {
            using var folder = new TemporaryFolder();
            PeerOptions child = options.Child with { Folder = folder.Path };
            work.Prepare(child);
            foreach (string peer in work.Peers.Where(options.Wants))
            {
                string title = $"{work.NameFor(child)} against {peer}";
                Console.WriteLine(title);
                try
                {
                    results.Add(PeerRace.Run(work, peer, child, options.Pairs, options.Pause, line => Console.WriteLine($"  {line}")));

                    // After each race: a long run that is stopped keeps what it has.
                    if (options.Json is not null)
                        Report.Save(results, options.Json);
                }
                catch (LeptonException error)
                {
                    Console.WriteLine($"  left out: {error.Message}");
                    missing[title] = error.Message;
                }
            }
        }

        if (results.Count > 0)
            Report.Print(results);
        foreach ((string title, string reason) in missing)
            Console.WriteLine($"left out: {title}: {reason}");
        if (options.Json is not null && results.Count == 0)
            Report.Save(results, options.Json);
        return results.Count > 0 && results.TrueForAll(result => result.IsRight) ? Success : Failure;
    }

    private sealed class Options
    {
        private readonly List<string> _peers = [];

        internal List<PeerCase> Cases { get; } = [];

        internal PeerOptions Child { get; private set; } = new();

        internal int Pairs { get; private set; } = 5;

        internal TimeSpan Pause { get; private set; } = TimeSpan.FromMilliseconds(100);

        internal string? Json { get; private set; }

        internal bool List { get; private set; }

        internal bool Help { get; private set; }

        internal bool Wants(string peer) => _peers.Count == 0 || _peers.Contains(peer);

        internal static Options Parse(string[] arguments)
        {
            var options = new Options();
            for (int i = 0; i < arguments.Length; i++)
            {
                string name = arguments[i];
                switch (name)
                {
                    case "--case": options.Cases.Add(Case(Value())); break;
                    case "--peer": options._peers.Add(Peer(Value())); break;
                    case "--json": options.Json = Value(); break;
                    case "--pairs": options.Pairs = Number(1, 1000); break;
                    case "--threads": options.Child = options.Child with { Threads = Number(1, 256) }; break;
                    case "--batch": options.Child = options.Child with { Batch = Number(1, 4096) }; break;
                    case "--pause": options.Pause = TimeSpan.FromMilliseconds(Number(0, 60_000)); break;
                    case "--list": options.List = true; break;
                    case "--help" or "-h" or "-?": options.Help = true; break;
                    default: throw new ArgumentException($"There is no option '{name}'. Try 'peers --help'.");
                }

                string Value() => ++i < arguments.Length && arguments[i].Length > 0
                    ? arguments[i]
                    : throw new ArgumentException($"{name} needs a value. Try 'peers --help'.");

                int Number(int least, int most) =>
                    int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
                        ? number
                        : throw new ArgumentException($"{name} takes a whole number from {least} to {most}, not '{arguments[i]}'.");
            }

            if (options.Cases.Count == 0)
                options.Cases.AddRange(PeerCases.All);
            return options;
        }

        private static PeerCase Case(string name) => PeerCases.Find(name) ?? throw new ArgumentException(
            $"There is no case '{name}'. The cases are {string.Join(", ", PeerCases.All.Select(known => known.Name))}.");

        private static string Peer(string name)
        {
            string[] known = [.. PeerCases.All.SelectMany(work => work.Peers).Distinct()];
            return known.Contains(name)
                ? name
                : throw new ArgumentException($"There is no peer '{name}'. The peers are {string.Join(", ", known)}.");
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("lepton-peers-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
