using System.Text;

namespace LeptonLab.Tests.IO.Npy;

/// <summary>Files for NumPy put together by hand, well-formed or not.</summary>
internal static class NpyBytes
{
    internal static byte[] File(string header, params byte[] data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), .. data];
}
