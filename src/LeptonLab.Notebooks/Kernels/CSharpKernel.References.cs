using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using LeptonLab.Notebooks.Packages;

namespace LeptonLab.Notebooks.Kernels;

public sealed partial class CSharpKernel
{
    private const string ExtensionScript = "interactive-extensions/dotnet/extension.dib";
    private NotebookPackages? _packages;

    private NotebookPackages Packages => _packages ??= new NotebookPackages(Session);

    /// <summary>Adds what a cell refers to: package sources first, then all packages together, then files and scripts in order.</summary>
    private async Task ReferAsync(CellContext context, IReadOnlyList<ReferenceStep> references)
    {
        foreach (ReferenceStep source in references.Where(reference => reference.Kind == "i"))
            AddSource(source);
        try
        {
            PackageRequest[] requests =
            [
                .. references.Where(reference => reference.Kind == "r" && PackageRequest.IsFor(reference.What))
                    .Select(reference => PackageRequest.Parse(reference.What, reference.Line)),
            ];
            IReadOnlyList<InstalledPackage> added = await Packages.AddAsync(requests, context.CancellationToken).ConfigureAwait(false);
            foreach (InstalledPackage package in added)
                await ExtendAsync(context, package).ConfigureAwait(false);
        }
        catch (PackageException e)
        {
            throw new DirectiveException(e.Line, e.Message);
        }

        foreach (ReferenceStep reference in references)
        {
            if (reference.Kind == "load")
                await ImportMagic.RunAsync(this, context, reference.What, reference.Line).ConfigureAwait(false);
            else if (reference.Kind == "r" && !PackageRequest.IsFor(reference.What))
                AddFile(reference);
        }
    }

    private void AddSource(ReferenceStep source)
    {
        if (!PackageRequest.IsFor(source.What))
            throw new DirectiveException(source.Line, "#i adds a source of packages: write #i \"nuget: FOLDER\" or #i \"nuget: https://…/index.json\".");
        try
        {
            Packages.AddSource(PackageRequest.Content(source.What), source.Line);
        }
        catch (PackageException e)
        {
            throw new DirectiveException(e.Line, e.Message);
        }
    }

    private async Task ExtendAsync(CellContext context, InstalledPackage package)
    {
        string script = Path.Combine(package.Folder, ExtensionScript.Replace('/', Path.DirectorySeparatorChar));
        if (File.Exists(script))
            await ImportMagic.RunAsync(this, context, script, 1).ConfigureAwait(false);
    }

    private void AddFile(ReferenceStep reference)
    {
        string file = Path.GetFullPath(reference.What);
        if (File.Exists(file))
        {
            Session.AddAssembly(file);
            return;
        }

        // The name of an assembly of the framework, as scripts may give it: it is referenced already.
        if (PlatformAssemblies.File(Path.GetFileNameWithoutExtension(reference.What)) is not null || PlatformAssemblies.File(reference.What) is not null)
            return;
        throw new DirectiveException(
            reference.Line, $"There is no file {reference.What} in {Environment.CurrentDirectory}. For a package write #r \"nuget: {reference.What}\".");
    }
}
