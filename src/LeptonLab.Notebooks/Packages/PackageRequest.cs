using NuGet.Versioning;

namespace LeptonLab.Notebooks.Packages;

/// <summary>What a cell asks for: <c>#r "nuget: Name, 1.2.3"</c>.</summary>
/// <param name="Id">The package's name.</param>
/// <param name="Range">The versions that will do.</param>
/// <param name="Text">The version as it was written; empty for the latest.</param>
/// <param name="Line">The line of the cell.</param>
internal sealed record PackageRequest(string Id, VersionRange Range, string Text, int Line)
{
    private const string Prefix = "nuget";

    /// <summary>Whether what stands between the quotes of <c>#r</c> or <c>#i</c> is meant for NuGet.</summary>
    public static bool IsFor(string what) =>
        what.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && what.TrimStart()[Prefix.Length..].TrimStart().StartsWith(':');

    /// <summary>What follows <c>nuget:</c>.</summary>
    public static string Content(string what) => what[(what.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();

    /// <summary>Reads a request. A version is that version and no other; <c>1.2.*</c> is the latest that begins so; none is the latest.</summary>
    /// <exception cref="PackageException">It is not understood.</exception>
    public static PackageRequest Parse(string what, int line)
    {
        string[] parts = Content(what).Split(',', 2, StringSplitOptions.TrimEntries);
        string version = parts.Length == 2 ? parts[1] : "";
        if (parts[0].Length == 0 || parts[0].Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
            throw new PackageException(line, $"\"{parts[0]}\" is no name of a package. Write #r \"nuget: Package.Name, 1.2.3\".");
        if (version.Length == 0)
            return new PackageRequest(parts[0], VersionRange.Parse("*"), "", line);
        if (NuGetVersion.TryParse(version, out NuGetVersion? exact))
            return new PackageRequest(parts[0], new VersionRange(exact, true, exact, true), version, line);
        return VersionRange.TryParse(version, out VersionRange? range)
            ? new PackageRequest(parts[0], range, version, line)
            : throw new PackageException(line, $"\"{version}\" is no version. Write one such as 1.2.3, 1.2.* or [1.0,2.0), or none for the latest.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text.Length == 0 ? Id : $"{Id} {Text}";
}
