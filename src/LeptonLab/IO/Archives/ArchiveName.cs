namespace LeptonLab.IO;

/// <summary>Names of files in archives. They are never used as paths; those that try to be are a sign of a malicious archive.</summary>
internal static class ArchiveName
{
    private const int Longest = 1000;

    /// <summary>Refuses a name that would leave the folder that an archive is unpacked in, on any system.</summary>
    /// <exception cref="FormatException">It does; the message is the end of a sentence.</exception>
    internal static void Check(string name)
    {
        if (Problem(name) is { } problem)
            throw new FormatException($"it holds a file named {Names.Quote(name)}, {problem}. It may be malicious and is not read");
    }

    private static string? Problem(string name)
    {
        if (name.Length is 0 or > Longest)
            return $"a name of {name.Length:N0} letters";
        if (name.Any(char.IsControl))
            return "which has a control character in it";
        if (name[0] is '/' or '\\')
            return "which begins at the root of the disk";
        if (name.Contains(':', StringComparison.Ordinal))
            return "which names a drive or a stream of Windows";
        return name.Split('/', '\\').Contains("..") ? "which leaves its folder" : null;
    }
}
