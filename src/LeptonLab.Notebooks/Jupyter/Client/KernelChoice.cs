using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Specs;

namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>Which kernel to start: our own, or one that Jupyter knows.</summary>
public sealed class KernelChoice
{
    private KernelChoice(
        string name,
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string> environment,
        bool isOurs,
        bool takesInterruptMessage)
    {
        TakesInterruptMessage = takesInterruptMessage;
        Name = name;
        Words = words;
        Environment = environment;
        IsOurs = isOurs;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Whether it is the kernel of this program.</summary>
    public bool IsOurs { get; }

    /// <summary>Whether it is interrupted by a message; by the signal of Ctrl-C otherwise.</summary>
    internal bool TakesInterruptMessage { get; }

    internal IReadOnlyList<string> Words { get; }

    internal IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The kernel of this program.</summary>
    public static KernelChoice Own()
    {
        (IReadOnlyList<string> words, JsonObject environment) = OwnProgram.Start();
        return new KernelChoice(
            KernelSpecs.OwnName,
            [.. words, "kernel", "--no-history", "-f", "{connection_file}"],
            environment.ToDictionary(variable => variable.Key, variable => (string)variable.Value!),
            isOurs: true,
            takesInterruptMessage: true);
    }

    /// <summary>A kernel that is installed for Jupyter.</summary>
    /// <exception cref="LeptonException">There is none of that name.</exception>
    public static KernelChoice Named(string name)
    {
        IReadOnlyList<KernelSpec> known = KernelSpecs.All();
        if (known.FirstOrDefault(spec => spec.Name == name) is { } found)
            return new KernelChoice(found.Name, found.Arguments, found.Environment, found.IsOurs, found.TakesInterruptMessage);
        if (name is KernelSpecs.OwnName or KernelSpecs.CommonName)
            return Own();
        string names = known.Count == 0 ? "none is installed" : string.Join(", ", known.Select(spec => spec.Name));
        throw new LeptonException($"Jupyter knows no kernel '{name}'. Its kernels: {names}. Without --kernel-name, lepton uses its own.");
    }
}
