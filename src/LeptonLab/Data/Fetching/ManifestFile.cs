using System.Text.Json.Serialization;

namespace LeptonLab.Data.Fetching;

/// <summary>A file of a published dataset: where it is, and how to tell that it is the right one.</summary>
/// <param name="Name">The name under which it is kept.</param>
/// <param name="Urls">Where it can be had, tried in this order.</param>
/// <param name="Bytes">Its size; null if the publisher does not say.</param>
/// <param name="MostBytes">Where the size is unknown: more is not believed.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits.</param>
/// <param name="Md5">Its MD5, where the publisher gives that.</param>
/// <param name="ContentSha256">
/// For a packed file: the SHA-256 of what is packed in it. A copy that somebody packed anew has another hash and the same
/// content.
/// </param>
/// <param name="Or">What may be there in place of the file, such as the folder that it unpacks to.</param>
public sealed record ManifestFile(
    string Name,
    IReadOnlyList<string> Urls,
    long? Bytes = null,
    long? MostBytes = null,
    string? Sha256 = null,
    string? Md5 = null,
    string? ContentSha256 = null,
    string? Or = null)
{
    /// <summary>More bytes than this are refused.</summary>
    [JsonIgnore]
    public long Limit => Bytes ?? MostBytes ?? 0;

    /// <summary>Where the file is in a folder, or what stands there in its place; null if neither does.</summary>
    internal string? Find(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (File.Exists(path))
            return path;
        return Or is not null && Path.Combine(folder, Or) is var other && (File.Exists(other) || Directory.Exists(other)) ? other : null;
    }

    /// <summary>What is wrong with what a manifest says of this file, or null.</summary>
    internal string? Problem()
    {
        if (!IsPlainName(Name))
            return $"'{Name}' is not a plain file name";
        if (Urls.Count == 0)
            return $"'{Name}' has no address";
        foreach (string url in Urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
                return $"'{url}' is not an address that starts with http:// or https://";
        }

        if (Limit <= 0)
            return $"'{Name}' needs its size, bytes or most_bytes";
        if (Sha256 is null && Md5 is null)
            return $"'{Name}' needs a hash, sha256 or md5";
        return IsHash(Sha256, 64) && IsHash(Md5, 32) && IsHash(ContentSha256, 64) ? null : $"a hash of '{Name}' is not in lower-case hexadecimal digits";
    }

    private static bool IsHash(string? hash, int digits) =>
        hash is null || (hash.Length == digits && hash.All(c => char.IsAsciiHexDigitLower(c) || char.IsAsciiDigit(c)));

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 200 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
