using Spectre.Console;

namespace LeptonLab.Cli.Terminal;

/// <summary>Where and how to print: live on a terminal, plain lines when piped.</summary>
internal static class Output
{
    /// <summary>Whether a person is watching, so that lines may be redrawn.</summary>
    internal static bool IsLive => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Interactive: true, Ansi: true };

    /// <summary>Prints a line with a label in front: <c>Data      …</c>.</summary>
    internal static void Labelled(string label, string text) => Console.WriteLine($"{label,-10}{text}");
}
