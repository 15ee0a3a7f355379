using System.Security.Cryptography;
using System.Text;

namespace LeptonLab.Notebooks.Documents;

/// <summary>Makes the ids of cells that have none: eight hexadecimal digits that depend on the cell alone.</summary>
internal static class CellId
{
    public static string Make(int index, string source, HashSet<string> taken)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{index}/{attempt}/{source}"));
            string id = Convert.ToHexStringLower(hash.AsSpan(0, 4));
            if (taken.Add(id))
                return id;
        }
    }
}
