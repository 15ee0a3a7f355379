using LeptonLab.IO;

namespace LeptonLab.Tests.IO;

public sealed class Crc32CTests
{
    /// <summary>RFC 3720, appendix B.4; the last is a SCSI read command. The check of 123456789 is that of the catalogues.</summary>
    public static TheoryData<byte[], uint> Published => new()
    {
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
        {
            Convert.FromHexString("01C00000000000000000000000000000" + "14000000000004000000001400000018" + "28000000000000000200000000000000"),
            0xD9963A56
        },
        { "123456789"u8.ToArray(), 0xE3069283 },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_checks_of_the_standard_come_out(byte[] bytes, uint check) => Assert.Equal(check, Crc32C.Compute(bytes));

    [Fact]
    public void The_polynomial_divided_bit_by_bit_gives_the_same_for_every_length()
    {
        var bytes = new byte[40];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint crc = ~0u;
            foreach (byte value in bytes.AsSpan(0, length))
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0x82F63B78;
            }

            Assert.Equal(~crc, Crc32C.Compute(bytes.AsSpan(0, length)));
        }
    }
}
