using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Npy;

public sealed class NpyTests
{
    internal static readonly Gen<NpyArray> Arrays =
        from type in Gen.Enum<NumberType>().Where(type => type != NumberType.BFloat16)
        from extents in Gen.Int[0, 4].Array[0, 4]
        from bytes in Gen.Byte.Array[extents.Aggregate(type.Size(), (product, extent) => product * extent)]
        select new NpyArray(type, new Shape(extents), bytes);

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        Arrays.Sample(
            array =>
            {
                string path = folder.File(Guid.NewGuid() + ".npy");
                NpyFile.Write(array, path);
                AssertSame(array, NpyFile.Read(path));
            },
            iter: 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void NumPys_versions_are_read(int version)
    {
        NpyArray array = NpyFile.Read(Golden($"version{version}.npy"));
        Assert.Equal([3], array.Shape);
        Assert.Equal([0, 1, 2], array.AsSpan<int>().ToArray());
    }

    [Fact]
    public void A_file_is_written_as_NumPy_writes_it()
    {
        using var stream = new MemoryStream();
        NpyFile.Encode(NpyArray.From<int>([0, 1, 2], [3]), stream);
        Assert.Equal(File.ReadAllBytes(Golden("version1.npy")), stream.ToArray());
    }

    [Theory]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }")]
    [InlineData("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<i2\"}")]
    [InlineData("  { 'shape' : ( 2L , ) , 'descr' : '<i2' , 'fortran_order' : False }\n\n")]
    [InlineData("{'descr': '<i2', 'fortran_order': True, 'shape': (1,2)}")]
    public void Headers_may_be_written_in_other_ways(string header) =>
        Assert.Equal([258, -2], NpyFile.Decode(NpyBytes.File(header, 2, 1, 0xFE, 0xFF), "x.npy").ToTensor().ToArray());

    [Fact]
    public void Columns_become_rows()
    {
        // Column after column of [[1, 2, 3], [4, 5, 6]].
        byte[] file = NpyBytes.File("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}", 1, 4, 2, 5, 3, 6);
        Assert.Equal([1, 2, 3, 4, 5, 6], NpyFile.Decode(file, "x.npy").Bytes);
    }

    [Fact]
    public void A_tensor_goes_through_an_array_and_back()
    {
        Tensor tensor = Tensor.From([1.5f, float.NaN, -0f, float.PositiveInfinity], [2, 2]);
        Tensor copy = NpyArray.From(tensor).ToTensor();
        Assert.Equal(tensor.Shape, copy.Shape);
        Assert.Equal(tensor.ToArray().Select(BitConverter.SingleToInt32Bits), copy.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void A_number_that_a_float_cannot_hold_is_named()
    {
        NpyArray array = NpyArray.From<long>([1, 16_777_217], [2]);
        LeptonException error = Assert.Throws<LeptonException>(array.ToTensor);
        Assert.Contains("number 1 is 16777217", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => array.AsSpan<int>().Length);
    }

    [Fact]
    public void An_array_holds_as_many_bytes_as_its_shape_says()
    {
        Assert.Throws<ArgumentException>(() => new NpyArray(NumberType.Int16, [3], new byte[3]));
        Assert.Throws<ArgumentException>(() => new NpyArray(NumberType.BFloat16, [1], new byte[2]));
        Assert.Throws<ArgumentException>(() => NpyArray.From<char>(['a'], [1]));
    }

    internal static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "IO", "Npy", "golden", name);

    internal static void AssertSame(NpyArray expected, NpyArray actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Bytes, actual.Bytes);
    }
}
