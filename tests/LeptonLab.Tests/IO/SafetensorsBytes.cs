using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.Tests.IO;

/// <summary>Safetensors files put together by hand, well-formed or not.</summary>
internal static class SafetensorsBytes
{
    internal static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    internal static byte[] File(byte[] header, params byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    internal static string Entry(string name, string type, string shape, long first, long end) =>
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{first},{end}]}}";
}
