using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels;

public sealed partial class CSharpKernel
{
    private Task ReferAsync(CellContext context, ReferenceStep reference) => reference.Kind switch
    {
        "load" => ImportMagic.RunAsync(this, context, reference.What, reference.Line),
        "r" => AddFileAsync(reference),
        _ => Task.CompletedTask,
    };

    private Task AddFileAsync(ReferenceStep reference)
    {
        if (reference.What.StartsWith("nuget", StringComparison.OrdinalIgnoreCase))
            return Included(reference);
        string file = Path.GetFullPath(reference.What);
        if (!File.Exists(file))
        {
            // The name of an assembly of the framework, as scripts may give it: it is referenced already.
            if (PlatformAssemblies.File(Path.GetFileNameWithoutExtension(reference.What)) is not null
                || PlatformAssemblies.File(reference.What) is not null)
            {
                return Task.CompletedTask;
            }

            throw new DirectiveException(
                reference.Line, $"There is no file {reference.What} in {Environment.CurrentDirectory}. For a package write #r \"nuget: {reference.What}\".");
        }

        Session.AddAssembly(file);
        return Task.CompletedTask;
    }

    /// <summary>What the packages that come with LeptonLab are called; a reference to them is already there.</summary>
    private static readonly string[] IncludedPackages =
    [
        "LeptonLab", "Plotly.NET", "ScottPlot", "SkiaSharp", "Microsoft.DotNet.Interactive", "Markdig", "Newtonsoft.Json",
        "FSharp.Core", "System.Text.Json",
    ];

    private static Task Included(ReferenceStep reference)
    {
        string package = reference.What.Split(':', 2)[^1].Split(',')[0].Trim();
        if (IncludedPackages.Any(known => package.Equals(known, StringComparison.OrdinalIgnoreCase)
            || package.StartsWith(known + ".", StringComparison.OrdinalIgnoreCase)))
        {
            return Task.CompletedTask;
        }

        throw new DirectiveException(
            reference.Line,
            $"The package {package} cannot be loaded: NuGet packages in cells come with a later version of LeptonLab. "
            + "What LeptonLab itself uses (Plotly.NET, ScottPlot, SkiaSharp) is already referenced.");
    }
}
