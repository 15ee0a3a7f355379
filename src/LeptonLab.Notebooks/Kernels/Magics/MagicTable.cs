namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>The magic commands that do something; those that name a language are in <see cref="Languages"/>.</summary>
internal static class MagicTable
{
    private static readonly Dictionary<string, MagicCommand> Commands = new MagicCommand[]
    {
        new("about", "Says what this kernel is.", AboutMagic.RunAsync),
        new("import", "Runs the C# of a file: .ipynb, .dib, .cs or .csx.", ImportMagic.RunAsync),
        new("log", "Accepted; there is no log to switch on.", _ => Task.CompletedTask),
        new("lsmagic", "Lists the magic commands.", ListMagic.RunAsync),
        new("set", "Sets a variable: --name x --value 5, @csharp:y, @input:question or @password:question.", SetMagic.RunAsync),
        new("share", "Gives a variable another name: --from csharp x --as y.", ShareMagic.RunAsync),
        new("time", "Measures the rest of the cell.", TimeMagic.RunAsync),
        new("who", "Lists the names of the variables.", WhoMagic.RunAsync),
        new("whos", "Lists the variables with their types and values.", WhoMagic.RunAllAsync),
    }.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["connect"] = "This kernel runs C# in its own process and connects to no other kernel.",
        ["sql-connect"] = "Use a database library: #r \"nuget: Microsoft.Data.Sqlite\".",
        ["nuget-restore"] = "Packages are restored where #r \"nuget: …\" stands.",
        ["extension"] = "Reference the package with #r \"nuget: …\"; what it brings for notebooks is loaded then.",
        ["load-extension"] = "Reference the package with #r \"nuget: …\"; what it brings for notebooks is loaded then.",
    };

    /// <summary>All commands, by name.</summary>
    public static IEnumerable<MagicCommand> All => Commands.Values.OrderBy(command => command.Name, StringComparer.Ordinal);

    /// <summary>All names that may follow <c>#!</c>.</summary>
    public static IEnumerable<string> Names => Commands.Keys.Concat(Languages.Supported).Order(StringComparer.Ordinal);

    /// <summary>Whether there is such a command.</summary>
    public static bool IsKnown(string name) => Commands.ContainsKey(name);

    /// <summary>The command that a line names.</summary>
    /// <exception cref="DirectiveException">There is none; the message says which are near.</exception>
    public static MagicCommand Select(MagicLine line)
    {
        if (Commands.TryGetValue(line.Name, out MagicCommand? command))
            return command;
        if (Elsewhere.TryGetValue(line.Name, out string? instead))
            throw new DirectiveException(line.Line, $"#!{line.Name} is not supported here. {instead}");
        IReadOnlyList<string> near = NearNames.Of(line.Name, Names);
        string help = near.Count > 0
            ? $"Did you mean {string.Join(" or ", near.Select(name => "#!" + name))}?"
            : $"Known here: {string.Join(", ", Names.Select(name => "#!" + name))}.";
        throw new DirectiveException(line.Line, $"There is no magic command #!{line.Name}. {help}");
    }
}

/// <summary>A magic command.</summary>
/// <param name="Name">What follows <c>#!</c>.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record MagicCommand(string Name, string Summary, Func<MagicCall, Task> RunAsync);

/// <summary>A magic command at work.</summary>
/// <param name="Line">What was written.</param>
/// <param name="Kernel">The kernel whose cell it stands in.</param>
/// <param name="Cell">The cell.</param>
internal sealed record MagicCall(MagicLine Line, CSharpKernel Kernel, CellContext Cell);
