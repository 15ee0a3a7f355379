using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Lessons.Interactive;

/// <summary>
/// A piece of HTML that lives on any page without a server: a still picture, which a script of its own replaces by a live one.
/// Where scripts do not run, as on GitHub, the picture stays.
/// </summary>
internal static class InteractiveFragment
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Puts a piece together.</summary>
    /// <param name="kind">The names of its script and style sheet: <c>memory-map</c>.</param>
    /// <param name="data">What the script shows.</param>
    /// <param name="still">The picture before the script runs, as HTML.</param>
    public static string Html(string kind, JsonObject data, string still)
    {
        // "</" would end the script element in the middle of a string.
        string json = data.ToJsonString(Readable).Replace("</", "<\\/", StringComparison.Ordinal);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 4));
        string id = $"{kind}-{CellContext.Current?.Cell.Id ?? "page"}-{hash}";
        return $"<div class=\"lepton-{kind}\" id=\"{id}\">{still}</div>\n<style>\n{Resource($"{kind}.css")}</style>\n"
            + $"<script type=\"text/javascript\">\n({Script(kind)})(document.getElementById(\"{id}\"), {json});\n</script>\n";
    }

    // The first lines of a script are remarks.
    private static string Script(string kind)
    {
        string script = Resource($"{kind}.js").TrimEnd();
        return script[script.IndexOf("function", StringComparison.Ordinal)..];
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(InteractiveFragment).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
