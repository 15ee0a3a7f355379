using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Encodings.Web;
using LeptonLab.Notebooks.Jupyter.Serving;
using LeptonLab.Notebooks.Pages;

namespace LeptonLab.Notebooks.Jupyter.Specs;

/// <summary>Tells Jupyter about this kernel, and finds the kernels that it knows.</summary>
public static class KernelSpecs
{
    /// <summary>The name of our kernel.</summary>
    public const string OwnName = "lepton-csharp";

    /// <summary>The name that C# notebooks ask for since .NET Interactive; taken only where nobody else has it.</summary>
    public const string CommonName = ".net-csharp";

    private const string DisplayName = "C# (LeptonLab)", CommonDisplayName = ".NET (C#)";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All kernels that Jupyter finds; of equal names the first counts.</summary>
    public static IReadOnlyList<KernelSpec> All() =>
        [.. JupyterFolders.All.SelectMany(In).DistinctBy(spec => spec.Name).OrderBy(spec => spec.Name, StringComparer.Ordinal)];

    /// <summary>The kernels under a data folder.</summary>
    public static IEnumerable<KernelSpec> In(string dataFolder)
    {
        string kernels = Path.Combine(dataFolder, "kernels");
        try
        {
            return Directory.Exists(kernels) ? [.. Directory.GetDirectories(kernels).Order().Select(KernelSpec.Load).OfType<KernelSpec>()] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Installs the kernel for Jupyter, over an earlier installation of ours.</summary>
    /// <param name="dataFolder">Jupyter's data folder.</param>
    /// <param name="log">Is told what was done.</param>
    /// <exception cref="LeptonException">The folder cannot be written.</exception>
    public static void Install(string dataFolder, Action<string> log)
    {
        Write(dataFolder, OwnName, DisplayName);
        log($"Installed {OwnName} in {Path.Combine(dataFolder, "kernels", OwnName)}.");
        KernelSpec? holder = In(dataFolder).Concat(All()).FirstOrDefault(spec => spec.Name == CommonName && !spec.IsOurs);
        if (holder is not null)
        {
            log($"The name {CommonName} is left to '{holder.DisplayName}' in {holder.Folder}; choose '{DisplayName}' for a notebook to run it here.");
            return;
        }

        Write(dataFolder, CommonName, CommonDisplayName);
        log($"Installed {CommonName} as well, so that notebooks of .NET Interactive open without a question.");
    }

    /// <summary>Removes what <see cref="Install"/> wrote; other kernels stay.</summary>
    /// <returns>The number of kernels removed.</returns>
    /// <exception cref="LeptonException">The folder cannot be written.</exception>
    public static int Uninstall(string dataFolder, Action<string> log)
    {
        KernelSpec[] ours = [.. In(dataFolder).Where(spec => spec.IsOurs)];
        foreach (KernelSpec spec in ours)
        {
            Guarded(spec.Folder, () => Directory.Delete(spec.Folder, recursive: true));
            log($"Removed {spec.Name} from {spec.Folder}.");
        }

        return ours.Length;
    }

    private static void Write(string dataFolder, string name, string displayName)
    {
        string folder = Path.Combine(dataFolder, "kernels", name);
        (IReadOnlyList<string> start, JsonObject environment) = OwnProgram.Start();
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. start.Select(word => JsonValue.Create(word)), "kernel", "-f", "{connection_file}"]),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = environment,
            ["metadata"] = new JsonObject
            {
                [KernelSpec.Mark] = KernelInfo.Version,
                ["debugger"] = false,
                ["language_info"] = KernelInfo.Language,
            },
        };
        Guarded(folder, () =>
        {
            Directory.CreateDirectory(folder);
            WriteBeside(Path.Combine(folder, "logo-32x32.png"), KernelLogo.Png(32));
            WriteBeside(Path.Combine(folder, "logo-64x64.png"), KernelLogo.Png(64));
            WriteBeside(Path.Combine(folder, "logo-svg.svg"), System.Text.Encoding.UTF8.GetBytes(KernelLogo.Svg));
            WriteBeside(Path.Combine(folder, "plotly.min.js"), System.Text.Encoding.UTF8.GetBytes(PageResources.PlotlyScript));
            WriteBeside(Path.Combine(folder, "kernel.json"), System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Readable) + "\n"));
        });
    }

    private static void WriteBeside(string path, byte[] bytes)
    {
        string beside = path + ".new";
        File.WriteAllBytes(beside, bytes);
        File.Move(beside, path, overwrite: true);
    }

    private static void Guarded(string folder, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException(
                $"'{folder}' cannot be written: {error.Message} Use --user, or --prefix with a folder of your own.", error);
        }
    }
}
