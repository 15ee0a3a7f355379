using System.Text;
using LeptonLab.IO;
using static LeptonLab.Tests.IO.SafetensorsBytes;

namespace LeptonLab.Tests.IO;

/// <summary>Each of these files breaks one rule of the format, and the message says which.</summary>
public sealed class HostileSafetensorsTests
{
    private static readonly string A = Entry("a", "U8", "[2]", 0, 2);

    public static TheoryData<string, string> Headers => new()
    {
        { "", "does not start with '{'" },
        { " {}", "does not start with '{'" },
        { "[1]", "does not start with '{'" },
        { "{", "not proper JSON" },
        { $"{{{A}", "not proper JSON" },
        { $"{{{A},}}", "not proper JSON" },
        { $"{{{A}}} x", "not proper JSON" },
        { $"{{{A}}}{{}}", "not proper JSON" },
        { $"{{{A}/**/}}", "not proper JSON" },
        { "{\"a\":NaN}", "not proper JSON" },
        { "{\"\\ud800\":{}}", "not proper JSON" },
        { "{\"a\":[]}", "'a' should be an object" },
        { $"{{{A},{A}}}", "'a' is there twice" },
        { $"{{\"a\":{{\"dtype\":\"U8\",\"dtype\":\"U8\"}}}}", "dtype twice" },
        { "{\"a\":{\"shape\":[],\"shape\":[]}}", "shape twice" },
        { "{\"a\":{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}", "data_offsets twice" },
        { "{\"a\":{\"shape\":[2],\"data_offsets\":[0,2]}}", "lacks dtype" },
        { "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,2]}}", "lacks shape" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0]}}", "lacks two data_offsets" },
        { "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2,2]}}", "more than 2 numbers" },
        { "{\"a\":{\"dtype\":7}}", "dtype of tensor 'a' should be text" },
        { "{\"a\":{\"dtype\":null}}", "dtype of tensor 'a' should be text" },
        { "{\"a\":{\"shape\":2}}", "shape of tensor 'a' should be numbers in brackets" },
        { "{" + Entry("a", "U8", "[2.0]", 0, 2) + "}", "impossible number: '2.0'" },
        { "{" + Entry("a", "U8", "[2e0]", 0, 2) + "}", "impossible number: '2e0'" },
        { "{" + Entry("a", "U8", "[-2]", 0, 2) + "}", "impossible number: '-2'" },
        { "{" + Entry("a", "U8", "[\"2\"]", 0, 2) + "}", "impossible number" },
        { "{" + Entry("a", "U8", "[null]", 0, 2) + "}", "impossible number" },
        { "{" + Entry("a", "U8", "[NaN]", 0, 2) + "}", "not proper JSON" },
        { "{" + Entry("a", "U8", "[[2]]", 0, 2) + "}", "impossible number" },
        { "{" + Entry("a", "U8", "[9999999999]", 0, 2) + "}", "impossible number: '9999999999'" },
        { "{" + Entry("a", "U8", "[99999999999999999999999]", 0, 2) + "}", "impossible number" },
        { "{" + Entry("a", "U8", "[65536,65536]", 0, 2) + "}", "more than 2,147,483,591 elements" },
        { "{" + Entry("a", "U8", "[4294967296,4294967296]", 0, 2) + "}", "impossible number" },
        { "{" + Entry("a", "F32", "[1073741825]", 0, 4) + "}", "needs 4,294,967,300 bytes" },
        { "{" + Entry("a", "U8", "[-0]", 0, 0) + "}", "2 follow" },
        { "{" + Entry("a", "F33", "[2]", 0, 2) + "}", "type 'F33'" },
        { "{" + Entry("a", "f32", "[2]", 0, 2) + "}", "type 'f32'" },
        { "{" + Entry("a", "F32", "[2]", 0, 2) + "}", "needs 8 bytes; its header gives it 2" },
        { "{" + Entry("a", "F4", "[3]", 0, 2) + "}", "needs 2 bytes" },
        { "{" + Entry("a", "U8", "[2]", -1, 1) + "}", "impossible number: '-1'" },
        { "{" + Entry("a", "U8", "[2]", 2, 0) + "}", "ends before it" },
        { "{" + Entry("a", "U8", "[2]", 9223372036854775806, 9223372036854775807) + "}", "needs 2 bytes" },
        { "{" + Entry("a", "U8", "[2]", 9223372036854775805, 9223372036854775807) + "}", "belong to no tensor" },
        { "{" + Entry("a", "U8", "[1]", 0, 1) + "}", "2 follow the header" },
        { "{" + Entry("a", "U8", "[3]", 0, 3) + "}", "cut off" },
        { "{" + Entry("a", "U8", "[1]", 1, 2) + "}", "bytes 0 to 1" },
        { $"{{{A},{Entry("b", "U8", "[1]", 1, 2)}}}", "within tensor 'a'" },
        { $"{{{A},{Entry("b", "U8", "[2]", 0, 2)}}}", "within tensor" },
        { "{}", "2 follow the header" },
        { "{\"__metadata__\":{\"a\":1}}", "metadata 'a' should be text" },
        { "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", "there twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", "there twice" },
        { "{\"__metadata__\":\"x\"}", "should be an object" },
        { "{\"a\":{\"x\":" + new string('[', 100) + new string(']', 100) + "}}", "not proper JSON" },
        { "{\"a\":" + new string('{', 1_000_000), "not proper JSON" },
        { "{" + Entry("a", "U8", "[" + string.Join(",", Enumerable.Repeat("1", 1000)) + "]", 0, 1) + "}", "more than 64 numbers" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_breaks_a_rule_is_refused(string header, string reason)
    {
        LeptonException error = Refuse(File(header, 1, 2));
        Assert.StartsWith("'bad.safetensors' is not a readable safetensors file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{{A}}}");
        header[2] = 0xFF;
        Assert.Contains("UTF-8", Refuse(File(header, 1, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1000UL)]
    [InlineData(99_000_000UL)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 7)]
    [InlineData(1UL << 63)]
    public void A_length_of_the_header_that_cannot_be_is_refused_and_takes_no_memory(ulong length)
    {
        byte[] bytes = [.. BitConverter.GetBytes(length), .. Encoding.UTF8.GetBytes($"{{{A}}}"), 1, 2];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuse(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] bytes = File($"{{{A}}}", 1, 2);
        for (int length = 0; length < bytes.Length; length++)
            Refuse(bytes[..length]);
    }

    [Fact]
    public void Terminals_are_spared_the_control_characters_of_a_name()
    {
        LeptonException error = Refuse(File("{" + Entry("\\u001b[31m" + new string('x', 1000), "F33", "[2]", 0, 2) + "}", 1, 2));
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.InRange(error.Message.Length, 1, 400);
    }

    private static LeptonException Refuse(byte[] bytes) =>
        Assert.Throws<LeptonException>(() => SafetensorsFile.Decode(bytes, "bad.safetensors"));
}
