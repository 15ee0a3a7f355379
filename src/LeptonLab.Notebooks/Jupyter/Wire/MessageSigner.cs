using System.Security.Cryptography;
using System.Text;

namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>
/// Signs messages and checks signatures: HMAC-SHA256 (RFC 2104) over the four JSON frames, in lower-case hexadecimal. An
/// empty key switches signing off.
/// </summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature of four frames; empty without a key.</summary>
    public byte[] Sign(byte[] header, byte[] parent, byte[] metadata, byte[] content)
    {
        if (_key.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(header);
        hash.AppendData(parent);
        hash.AppendData(metadata);
        hash.AppendData(content);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether a signature is right; the time it takes says nothing about where it is wrong.</summary>
    public bool Accepts(byte[] signature, byte[] header, byte[] parent, byte[] metadata, byte[] content) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(header, parent, metadata, content));
}
