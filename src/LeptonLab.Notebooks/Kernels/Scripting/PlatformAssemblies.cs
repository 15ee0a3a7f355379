namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>The assemblies that the running application was started with.</summary>
internal static class PlatformAssemblies
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> ByName = new(Find);

    /// <summary>Their files.</summary>
    public static IEnumerable<string> Files => ByName.Value.Values;

    /// <summary>The file of an assembly, or null.</summary>
    public static string? File(string assembly) => ByName.Value.GetValueOrDefault(assembly);

    /// <summary>
    /// Whether an assembly only serves the kernel itself: the compiler, NuGet, sockets, the command line, the test runner. No
    /// cell sees them, so that a notebook may bring its own version of each.
    /// </summary>
    public static bool IsMachinery(string assembly) =>
        assembly.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        || assembly.StartsWith("System.Composition", StringComparison.Ordinal)
        || assembly.StartsWith("NuGet.", StringComparison.Ordinal)
        || assembly.StartsWith("xunit", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.Testing", StringComparison.Ordinal)
        || assembly.StartsWith("Spectre.Console", StringComparison.Ordinal)
        || assembly is "Newtonsoft.Json" or "NetMQ" or "AsyncIO" or "NaCl" or "Humanizer" or "System.CommandLine" or "CsCheck"
            or "Microsoft.DiaSymReader" or "Microsoft.VisualBasic.Core" or "Microsoft.VisualBasic" or "Microsoft.ApplicationInsights"
            or "lepton";

    private static Dictionary<string, string> Find()
    {
        string platform = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in platform.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (System.IO.File.Exists(file))
                files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        return files;
    }
}
