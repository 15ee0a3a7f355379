using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter.Specs;

/// <summary>How the program <c>lepton</c> that is running can be started again.</summary>
internal static class OwnProgram
{
    /// <summary>The first words of the command line, and the variables that it needs.</summary>
    public static (IReadOnlyList<string> Words, JsonObject Environment) Start()
    {
        string library = Library;
        string dotnet = Dotnet;

        // A tool's library is in a folder with its version, which the next update removes; its program stays where it is.
        bool isTool = library.Contains($"{Path.DirectorySeparatorChar}.store{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        if (isTool && Environment.ProcessPath is { } program && !IsDotnet(program))
            return ([program], new JsonObject { ["DOTNET_ROOT"] = Path.GetDirectoryName(dotnet) });
        return ([dotnet, library], []);
    }

    /// <summary>The library of the program, <c>lepton.dll</c>.</summary>
    public static string Library
    {
        get
        {
            // Beside this library is lepton.dll, also where another program, such as a test, has loaded it.
            string beside = Path.Combine(AppContext.BaseDirectory, "lepton.dll");
            return File.Exists(beside)
                ? beside
                : throw new LeptonException(
                    $"There is no lepton.dll in {AppContext.BaseDirectory}, so that a kernel cannot be started. "
                    + $"{Assembly.GetEntryAssembly()?.GetName().Name ?? "This program"} is not the command lepton, or was copied without it.");
        }
    }

    // The host that runs this process: the runtime is in <root>/shared/Microsoft.NETCore.App/<version>.
    private static string Dotnet
    {
        get
        {
            if (Environment.ProcessPath is { } program && IsDotnet(program))
                return program;
            string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            string beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
            return File.Exists(beside) ? beside : name;
        }
    }

    private static bool IsDotnet(string program) =>
        Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
}
