using CsCheck;
using LeptonLab.IO;
using static LeptonLab.Tests.IO.SafetensorsBytes;

namespace LeptonLab.Tests.IO;

public sealed class SafetensorsTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var tensors =
            from extents in Gen.Int[0, 4].Array[0, 4]
            from values in Gen.Single.Array[extents.Aggregate(1, (product, extent) => product * extent)]
            select Tensor.From(values, new Shape(extents));
        tensors.Array[0, 4].Sample(
            all =>
            {
                string path = folder.File(Guid.NewGuid() + ".safetensors");
                Safetensors.Write(path, all.Select((tensor, i) => KeyValuePair.Create($"größe/{i}\n", tensor)));
                IReadOnlyDictionary<string, Tensor> copies = Safetensors.Read(path);
                Assert.Equal(all.Length, copies.Count);
                for (int i = 0; i < all.Length; i++)
                {
                    Tensor copy = copies[$"größe/{i}\n"];
                    Assert.Equal(all[i].Shape, copy.Shape);
                    Assert.Equal(
                        all[i].ToArray().Select(BitConverter.SingleToInt32Bits), copy.ToArray().Select(BitConverter.SingleToInt32Bits));
                }
            },
            iter: 50);
    }

    [Fact]
    public void The_example_of_the_reference_implementation_is_read()
    {
        byte[] bytes = [60, 0, 0, 0, 0, 0, 0, 0, .. """{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}"""u8, .. new byte[16]];
        using var file = SafetensorsFile.Decode(bytes, "model.safetensors");
        Assert.Equal(new Shape(2, 2), file.Read("test").Shape);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Metadata_may_be_null()
    {
        using var file = SafetensorsFile.Decode(File("{\"__metadata__\":null}"), "empty.safetensors");
        Assert.Empty(file.Metadata);
        Assert.Empty(file.Entries);
    }

    [Fact]
    public void Metadata_are_written_and_read()
    {
        using var folder = new TemporaryFolder();
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["note"] = "für Tests \"\\" };
        Safetensors.Write(folder.File("m.safetensors"), [KeyValuePair.Create("a", Tensor.Ones([2]))], metadata);
        using var file = SafetensorsFile.Open(folder.File("m.safetensors"));
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal("a", Assert.Single(file.Entries).Name);
    }

    [Fact]
    public void Tensors_are_listed_without_reading_their_numbers()
    {
        byte[] bytes = File($"{{{Entry("w", "BF16", "[300,1000]", 0, 600_000)},{Entry("n", "I64", "[]", 600_000, 600_008)}}}", new byte[600_008]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var file = SafetensorsFile.Decode(bytes, "big.safetensors");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
        Assert.Equal(["w", "n"], file.Entries.Select(entry => entry.Name));
        Assert.Equal((NumberType.BFloat16, new Shape(300, 1000)), (file.Entries[0].NumberType!.Value, file.Entries[0].Shape));
        Assert.Equal(0, file.Read("n").Item());
    }

    [Fact]
    public void Every_type_is_read_as_the_numbers_it_holds()
    {
        Assert.Equal([1, 0], Read("BOOL", 2, 1, 0));
        Assert.Equal([200, 0], Read("U8", 2, 200, 0));
        Assert.Equal([-56], Read("I8", 1, 200));
        Assert.Equal([0xFF01], Read("U16", 1, 1, 0xFF));
        Assert.Equal([-255], Read("I16", 1, 1, 0xFF));
        Assert.Equal([4_278_190_080], Read("U32", 1, 0, 0, 0, 0xFF));
        Assert.Equal([-16_777_216], Read("I32", 1, 0, 0, 0, 0xFF));
        Assert.Equal([18_374_686_479_671_623_680], Read("U64", 1, 0, 0, 0, 0, 0, 0, 0, 0xFF));
        Assert.Equal([long.MinValue], Read("I64", 1, 0, 0, 0, 0, 0, 0, 0, 0x80));

        // IEEE 754 half: 1.5, the smallest subnormal 2⁻²⁴, 65 504, -∞.
        Assert.Equal([1.5f, MathF.ScaleB(1, -24), 65_504, float.NegativeInfinity], Read("F16", 4, 0, 0x3E, 1, 0, 0xFF, 0x7B, 0, 0xFC));
        Assert.Equal([1.5f, float.NaN], Read("BF16", 2, 0xC0, 0x3F, 0xC0, 0x7F));
        Assert.Equal([1.5f], Read("F32", 1, 0, 0, 0xC0, 0x3F));
        Assert.Equal([0.1f], Read("F64", 1, BitConverter.GetBytes(0.1)));
    }

    [Theory]
    [InlineData("I32", 16_777_217L, "16777217")]
    [InlineData("I64", -16_777_217L, "-16777217")]
    [InlineData("U64", -1L, "18446744073709551615")]
    [InlineData("F64", 0x7E37E43C8800759CL, "1E+300")] // the bits of 10³⁰⁰
    public void A_number_that_a_float_cannot_hold_is_named(string type, long bits, string number)
    {
        byte[] bytes = BitConverter.GetBytes(bits)[..(SafetensorsTypes.Bits(type) / 8)];
        Assert.Contains($"number 0 is {number}", Message(() => Read(type, 1, bytes)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F8_E4M3", 1)]
    [InlineData("C64", 8)]
    public void A_type_that_is_not_read_is_listed_and_its_bytes_given(string type, int size)
    {
        using var file = SafetensorsFile.Decode(File($"{{{Entry("w", type, "[1]", 0, size)}}}", new byte[size]), "odd.safetensors");
        Assert.Null(file.Entries[0].NumberType);
        Assert.Equal(size, file.ReadBytes("w").Length);
        Assert.Contains(type, Message(() => file.Read("w")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_numbers_need_not_be_that_of_the_header()
    {
        byte[] bytes = File(
            $"{{{Entry("b", "U8", "[2]", 1, 3)},{Entry("none", "F32", "[0,7]", 3, 3)},{Entry("c", "U8", "[]", 3, 4)},{Entry("a", "U8", "[1]", 0, 1)}}}  ",
            10, 20, 30, 40);
        using var file = SafetensorsFile.Decode(bytes, "shuffled.safetensors");
        Assert.Equal(["b", "none", "c", "a"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([20, 30], file.Read("b").ToArray());
        Assert.Equal([40], file.Read("c").ToArray());
        Assert.Equal([10], file.Read("a").ToArray());
        Assert.Equal([0, 7], file.Read("none").Shape);
    }

    [Fact]
    public void A_name_that_is_not_there_brings_the_nearest_to_mind()
    {
        using var file = SafetensorsFile.Decode(File($"{{{Entry("layer1.weight", "U8", "[1]", 0, 1)}}}", 1), "x.safetensors");
        Assert.Contains("Did you mean 'layer1.weight'?", Message(() => file.Read("layer_1.weight")), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_cannot_be_written_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (string[] names in new string[][] { ["a", "a"], ["__metadata__"], ["\uD800"] })
        {
            var tensors = names.Select(name => KeyValuePair.Create(name, Tensor.Ones([1])));
            Assert.Throws<ArgumentException>(() => Safetensors.Write(folder.File("x.safetensors"), tensors));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_an_error_and_not_zeros()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x.safetensors");
        System.IO.File.WriteAllBytes(path, File($"{{{Entry("w", "F32", "[4]", 0, 16)}}}", new byte[16]));
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var file = SafetensorsFile.Open(new RandomAccessFile(stream, path));
        stream.SetLength(stream.Length - 1);
        Assert.Contains("cut off", Message(() => file.Read("w")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no file", Message(() => SafetensorsFile.Open(folder.File("none.safetensors"))), StringComparison.Ordinal);
        Assert.Contains("is a folder", Message(() => SafetensorsFile.Open(folder.Path)), StringComparison.Ordinal);
    }

    private static float[] Read(string type, int count, params byte[] data)
    {
        using var file = SafetensorsFile.Decode(File($"{{{Entry("w", type, $"[{count}]", 0, data.Length)}}}", data), "t.safetensors");
        return file.Read("w").ToArray();
    }

    private static string Message(Func<object> read) => Assert.Throws<LeptonException>(read).Message;
}
