namespace LeptonLab.Benchmarks.Gpu;

/// <summary>What the command line asks for.</summary>
internal sealed record GpuOptions
{
    internal const string Usage =
        """
        Usage: gpu [--device NAME] [--json FILE] [--only NAME] [--no-tests] [--no-races] [--cpu] [--tiny]

        Runs the tests of the operations on a device, then measures training steps, inference, products and convolutions there.
          --device NAME   which; gpu unless given. Others: gpu:1, gpu-cpu (the GPU's kernels on the processor), cpu
          --json FILE     writes all results to a file, again and again while they come
          --only NAME     only tests and races with this in their names
          --no-tests      only measures
          --no-races      only tests
          --cpu           measures training with the processor's kernels and two threads, too, for the ratio
          --tiny          small sizes, to try the program
        """;

    internal string Device { get; private set; } = "gpu";

    internal string? Json { get; private set; }

    internal string Only { get; private set; } = "";

    internal bool Tests { get; private set; } = true;

    internal bool Races { get; private set; } = true;

    internal bool Cpu { get; private set; }

    internal bool Tiny { get; private set; }

    /// <exception cref="LeptonException">Something is not known.</exception>
    internal static GpuOptions Parse(string[] arguments)
    {
        var options = new GpuOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--device": options.Device = Value(arguments, ref i); break;
                case "--json": options.Json = Value(arguments, ref i); break;
                case "--only": options.Only = Value(arguments, ref i); break;
                case "--no-tests": options.Tests = false; break;
                case "--no-races": options.Races = false; break;
                case "--cpu": options.Cpu = true; break;
                case "--tiny": options.Tiny = true; break;
                default: throw new LeptonException($"'{arguments[i]}' is not known.\n{Usage}");
            }
        }

        return options.Tests || options.Races ? options : throw new LeptonException("--no-tests and --no-races leave nothing to do.");
    }

    internal bool Wants(string name) => name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private static string Value(string[] arguments, ref int i) =>
        ++i < arguments.Length ? arguments[i] : throw new LeptonException($"{arguments[^1]} needs a value.\n{Usage}");
}
