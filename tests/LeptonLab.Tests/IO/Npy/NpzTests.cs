using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Npy;

public sealed class NpzTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_back(bool compress)
    {
        using var folder = new TemporaryFolder();
        NpyTests.Arrays.Array[0, 4].Sample(
            arrays =>
            {
                string path = folder.File(Guid.NewGuid() + ".npz");
                NpzFile.Write(path, arrays.Select((array, i) => KeyValuePair.Create($"größe/{i}", array)), compress);
                IReadOnlyDictionary<string, NpyArray> copies = NpzFile.ReadAll(path);
                Assert.Equal(Enumerable.Range(0, arrays.Length).Select(i => $"größe/{i}"), copies.Keys);
                for (int i = 0; i < arrays.Length; i++)
                    NpyTests.AssertSame(arrays[i], copies[$"größe/{i}"]);
            },
            iter: 30);
    }

    [Fact]
    public void Every_type_of_NumPy_in_either_order_is_read()
    {
        using var file = NpzFile.Open(NpyTests.Golden("types.npz"));
        Assert.Equal(42, file.Names.Count);
        foreach (string name in file.Names)
        {
            float[] expected = [.. Enumerable.Range(0, 12).Select(i => (float)(i % (name.EndsWith("b1", StringComparison.Ordinal) ? 2 : 3)))];
            NpyArray array = file.Read(name);
            Assert.Equal([3, 4], array.Shape);
            Assert.Equal(name[^1] - '0', array.Type.Size());
            Assert.Equal(expected, array.ToTensor().ToArray());
        }
    }

    [Fact]
    public void Shapes_of_NumPy_are_read()
    {
        IReadOnlyDictionary<string, NpyArray> file = NpzFile.ReadAll(NpyTests.Golden("shapes.npz"));
        Assert.Equal((NumberType.UInt8, new Shape(2, 2, 2, 3)), (file["images"].Type, file["images"].Shape));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), file["images"].Bytes);
        Assert.Equal(new Shape(2, 1), file["labels"].Shape);
        Assert.Equal([7, -1], file["labels"].AsSpan<long>().ToArray());
        Assert.Equal((new Shape(), 0.1), (file["scalar"].Shape, file["scalar"].AsSpan<double>()[0]));
        Assert.Equal(new Shape(0, 3), file["empty"].Shape);
        Assert.Equal([1.5f, -2.5f], file["vector"].ToTensor().ToArray());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (short)i), file["cube"].AsSpan<short>().ToArray());
    }

    [Fact]
    public void The_same_arrays_give_the_same_file()
    {
        using var folder = new TemporaryFolder();
        byte[][] files = [.. Enumerable.Range(0, 2).Select(i =>
        {
            NpzFile.Write(folder.File($"{i}.npz"), [KeyValuePair.Create("a", NpyArray.From<int>([1, 2], [2]))]);
            return File.ReadAllBytes(folder.File($"{i}.npz"));
        })];
        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void A_large_array_takes_little_more_memory_than_its_own()
    {
        using var folder = new TemporaryFolder();
        var images = new byte[2000 * 28 * 28 * 3];
        new Random(1).NextBytes(images.AsSpan(0, images.Length / 2));
        NpzFile.Write(folder.File("mnist.npz"), [KeyValuePair.Create("train_images", new NpyArray(NumberType.UInt8, [2000, 28, 28, 3], images))]);
        using var file = NpzFile.Open(folder.File("mnist.npz"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        NpyArray copy = file.Read("train_images");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, images.Length, images.Length * 5 / 4);
        Assert.Equal(images, copy.Bytes);
    }

    [Fact]
    public void A_name_that_is_not_there_brings_the_nearest_to_mind()
    {
        using var file = NpzFile.Open(NpyTests.Golden("shapes.npz"));
        LeptonException error = Assert.Throws<LeptonException>(() => file.Read("image"));
        Assert.Contains("Did you mean 'images'?", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<LeptonException>(() => file.Read("test_pictures"));
        Assert.Contains("It holds 'images', 'labels'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_cannot_be_written_are_refused()
    {
        using var folder = new TemporaryFolder();
        NpyArray array = NpyArray.From<int>([1], [1]);
        foreach (string[] names in new string[][] { ["a", "a"], [""], ["\uD800"] })
            Assert.Throws<ArgumentException>(() => NpzFile.Write(folder.File("x.npz"), names.Select(name => KeyValuePair.Create(name, array))));
    }
}
