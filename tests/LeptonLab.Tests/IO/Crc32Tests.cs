using LeptonLab.IO;

namespace LeptonLab.Tests.IO;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_of_123456789_is_that_of_the_standard() => Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void A_check_can_be_continued() => Assert.Equal(
        Crc32.Compute("the quick brown fox"u8),
        Crc32.Compute("brown fox"u8, Crc32.Compute("the quick "u8)));
}
