using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>What a child process has to know to set its work up; it travels on the command line.</summary>
internal sealed record PeerOptions
{
    /// <summary>The threads of ours and of the peer.</summary>
    internal int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Images in a batch, where the case has one; null for the case's own.</summary>
    internal int? Batch { get; init; }

    /// <summary>Where the case put the files that its contestants read.</summary>
    internal string Folder { get; init; } = "";

    internal string[] ToArguments() =>
        [Text(Threads), Batch is { } batch ? Text(batch) : "-", Folder];

    internal static PeerOptions FromArguments(ReadOnlySpan<string> arguments) => new()
    {
        Threads = int.Parse(arguments[0], CultureInfo.InvariantCulture),
        Batch = arguments[1] == "-" ? null : int.Parse(arguments[1], CultureInfo.InvariantCulture),
        Folder = arguments[2],
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
