using System.Reflection;
using System.Runtime.InteropServices;
using LeptonLab.Notebooks.Display;
using Microsoft.CodeAnalysis.CSharp;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary><c>#!about</c>: which versions run here.</summary>
internal static class AboutMagic
{
    public static Task RunAsync(MagicCall call)
    {
        NotebookDisplay.display(
            $"LeptonLab {Version(typeof(AboutMagic))}, C# kernel\n{RuntimeInformation.FrameworkDescription} on "
            + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}\nC# compiler {Version(typeof(CSharpCompilation))}");
        return Task.CompletedTask;
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version!.ToString();
}
