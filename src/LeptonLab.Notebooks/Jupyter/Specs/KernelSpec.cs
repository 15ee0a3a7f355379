using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter.Specs;

/// <summary>A kernel that Jupyter knows: a folder with <c>kernel.json</c>.</summary>
/// <param name="Name">The folder's name, by which notebooks ask for it.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="DisplayName">What people see.</param>
/// <param name="Language">What it runs.</param>
/// <param name="Arguments">The program to start and its arguments; <c>{connection_file}</c> stands for that file.</param>
/// <param name="Environment">Variables to set for it.</param>
/// <param name="TakesInterruptMessage">Whether it is interrupted by a message; by a signal otherwise.</param>
/// <param name="IsOurs">Whether <c>lepton jupyter install</c> wrote it.</param>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs</remarks>
public sealed record KernelSpec(
    string Name,
    string Folder,
    string DisplayName,
    string Language,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    bool TakesInterruptMessage,
    bool IsOurs)
{
    /// <summary>The field of the metadata that marks our own.</summary>
    internal const string Mark = "lepton";

    /// <summary>Whether the program and, if it is started by <c>dotnet</c>, its library are still there.</summary>
    public bool CanStart => Arguments.Where(Path.IsPathRooted).All(File.Exists);

    /// <summary>Reads a folder; null if it holds no kernel that can be read.</summary>
    public static KernelSpec? Load(string folder)
    {
        try
        {
            string file = Path.Combine(folder, "kernel.json");
            if (!File.Exists(file) || JsonNode.Parse(File.ReadAllText(file)) is not JsonObject json)
                return null;
            return new KernelSpec(
                Path.GetFileName(folder),
                folder,
                (string?)json["display_name"] ?? Path.GetFileName(folder),
                (string?)json["language"] ?? "",
                [.. (json["argv"] as JsonArray ?? []).Select(argument => (string?)argument ?? "")],
                (json["env"] as JsonObject ?? []).ToDictionary(variable => variable.Key, variable => (string?)variable.Value ?? ""),
                (string?)json["interrupt_mode"] == "message",
                (json["metadata"] as JsonObject)?.ContainsKey(Mark) == true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
