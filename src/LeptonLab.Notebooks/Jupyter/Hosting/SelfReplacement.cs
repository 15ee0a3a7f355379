using System.Runtime.InteropServices;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// Starts the program of this process anew in its place: with the same id, so that whoever watches it sees no end, and with
/// the same arguments, so that it listens on the same ports.
/// </summary>
internal static partial class SelfReplacement
{
    /// <summary>Does not return where it works. Elsewhere, as on Windows, the client has to start a new kernel.</summary>
    public static void TryReplace()
    {
        if (OperatingSystem.IsWindows() || Environment.ProcessPath is not { } program)
            return;
        string[] arguments = Environment.GetCommandLineArgs();

        // Under "dotnet lepton.dll" the first argument is the library; under the program "lepton" as well.
        bool hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string?[] full = hosted ? [program, .. arguments, null] : [program, .. arguments[1..], null];
        _ = Execute(program, full);
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Execute(string path, string?[] arguments);
}
