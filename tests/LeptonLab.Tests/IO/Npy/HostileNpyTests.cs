using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Npy;

/// <summary>Each of these files breaks one rule of the format, and the message says which.</summary>
public sealed class HostileNpyTests
{
    public static TheoryData<string, string> Headers => new()
    {
        { "", "'{' was expected" },
        { "{", "text in quotes was expected" },
        { "{}", "lacks 'descr'" },
        { "{}}", "after the closing brace" },
        { "{'descr': '<i2', 'shape': (1,)}", "lacks 'fortran_order'" },
        { "{'descr': '<i2', 'fortran_order': False}", "lacks 'shape'" },
        { Header(shape: "(1)"), "a comma behind it" },
        { Header(shape: "1"), "was expected" },
        { Header(shape: "(1,,)"), "counting number" },
        { Header(shape: "(,)"), "counting number" },
        { Header(shape: "(1 1)"), "a comma was expected" },
        { Header(shape: "(-1,)"), "counting number" },
        { Header(shape: "(1.0,)"), "a comma was expected" },
        { Header(shape: "(1e0,)"), "a comma was expected" },
        { Header(shape: "(nan,)"), "counting number" },
        { Header(shape: "(1,"), "counting number" },
        { Header(shape: "(99999999999999999999,)"), "counting number" },
        { Header(shape: "(4294967296,)"), "impossible extent" },
        { Header(shape: "(65536, 65536)"), "more than 2,147,483,591 elements" },
        { Header(shape: "(2147483647, 2147483647, 2147483647)"), "more than 2,147,483,591 elements" },
        { Header(shape: "(2,)"), "4 bytes, but 2 follow" },
        { Header(shape: "()", descr: "|i1"), "1 bytes, but more follow" },
        { Header(shape: "(0,)"), "more follow" },
        { Header(shape: "[1]"), "records of several fields" },
        { Header(shape: "(" + string.Concat(Enumerable.Repeat("1,", 65)) + ")"), "more than 64" },
        { Header(shape: "((1,),)"), "counting number" },
        { Header(fortran: "1"), "was expected" },
        { Header(fortran: "Falsch"), "True or False" },
        { Header(fortran: "'True'"), "should be True or False" },
        { "{'descr': ('<i2', 3), 'fortran_order': False, 'shape': (1,)}", "counting number" },
        { "{'descr': True, 'fortran_order': False, 'shape': (1,)}", "should be text in quotes" },
        { Header() + " x", "after the closing brace" },
        { Header().Replace("{", "{'descr': '<i2', "), "is there twice" },
        { Header().Replace("{", "{'more': True, "), "has more than" },
        { Header(descr: "<i2\\x00"), "backslash" },
        { "{'descr: '<i2'}", "':' was expected" },
        { "{'descr': '<i2", "closing quote is missing" },
        { Header(descr: ""), "byte order" },
        { Header(descr: "i2"), "byte order" },
        { Header(descr: "=i2"), "byte order" },
        { Header(descr: "|i2"), "byte order" },
        { Header(descr: "<i3"), "types of number" },
        { Header(descr: "<f16"), "floats have 2, 4 or 8 bytes" },
        { Header(descr: "|O"), "Python objects" },
        { Header(descr: "<U2"), "holds text" },
        { Header(descr: "|S2"), "holds text" },
        { Header(descr: "<M8[D]"), "dates" },
        { Header(descr: "<c16"), "complex" },
        { Header(descr: "|V2"), "raw bytes" },
        { "{'descr': [('x', '<f4'), ('y', '<i4')], 'fortran_order': False, 'shape': (2,), }", "records" },
        { "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (1,)}", "was expected" },
        { new string('(', 60_000), "'{' was expected" },
        { "{'descr': " + new string('(', 60_000), "counting number" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_breaks_a_rule_is_refused(string header, string reason)
    {
        LeptonException error = Refuse(NpyBytes.File(header, 1, 2));
        Assert.StartsWith("'bad.npy' is not a readable .npy file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void A_version_that_is_not_known_is_refused()
    {
        byte[] file = NpyBytes.File(Header(), 1, 2);
        file[6] = 4;
        Assert.Contains("version 4.0", Refuse(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] file = NpyBytes.File(Header(), 1, 2);
        Assert.Equal([513], NpyFile.Decode(file, "good.npy").ToTensor().ToArray());
        for (int length = 0; length < file.Length; length++)
            Refuse(file[..length]);
    }

    [Theory]
    [InlineData("(1000000000,)")]
    [InlineData("(30000, 30000)")]
    public void A_claim_that_the_file_does_not_hold_takes_no_memory(string shape)
    {
        byte[] file = NpyBytes.File(Header(shape: shape), 1, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuse(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_header_that_claims_four_gigabytes_takes_no_memory()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'{'];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("4,294,967,295", Refuse(file).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static string Header(string descr = "<i2", string fortran = "False", string shape = "(1,)") =>
        $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}";

    private static LeptonException Refuse(byte[] file) => Assert.Throws<LeptonException>(() => NpyFile.Decode(file, "bad.npy"));
}
