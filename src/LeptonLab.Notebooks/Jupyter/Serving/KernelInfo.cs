using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>What a kernel says of itself.</summary>
internal static class KernelInfo
{
    /// <summary>The version of this library.</summary>
    public static string Version { get; } = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The language, as notebooks keep it in their metadata.</summary>
    public static JsonObject Language => new()
    {
        ["name"] = "C#",
        ["version"] = "14.0",
        ["mimetype"] = "text/x-csharp",
        ["file_extension"] = ".cs",
        ["pygments_lexer"] = "csharp",
        ["codemirror_mode"] = "text/x-csharp",
        ["nbconvert_exporter"] = "script",
    };

    /// <summary>The content of a <c>kernel_info_reply</c>.</summary>
    public static JsonObject Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = JupyterMessage.ProtocolVersion,
        ["implementation"] = "lepton",
        ["implementation_version"] = Version,
        ["language_info"] = Language,
        ["banner"] = $"LeptonLab {Version}: C# 14 on .NET {Environment.Version}",
        ["debugger"] = false,
        ["supported_features"] = new JsonArray(),
        ["help_links"] = new JsonArray(
            Link("C# language", "https://learn.microsoft.com/dotnet/csharp/"),
            Link(".NET library", "https://learn.microsoft.com/dotnet/api/")),
    };

    private static JsonObject Link(string text, string url) => new() { ["text"] = text, ["url"] = url };
}
