namespace LeptonLab.Tests.Tensors;

/// <summary>The bounds that a debug build keeps; a release build has none of them.</summary>
public unsafe class FenceTests
{
    [Fact]
    public void A_stretch_within_a_buffer_passes()
    {
        var storage = new TensorStorage(100);
        Fence.Check(storage.Pointer, 100);
        Fence.Check(storage.Pointer + 99, 1);
        Fence.Check(storage.Pointer, rows: 10, distance: 10, count: 10);
        Fence.Check((byte*)storage.Pointer, 400, sizeof(byte));
        Fence.Check(null, 0);
        GC.KeepAlive(storage);
    }

#if DEBUG
    [Theory]
    [InlineData(0, 101)]
    [InlineData(100, 1)]
    [InlineData(-1, 2)]
    public void A_stretch_that_leaves_its_buffer_is_refused(int first, int count)
    {
        var storage = new TensorStorage(100);
        Assert.Throws<InvalidOperationException>(() => Fence.Check(storage.Pointer + first, count));
    }

    [Fact]
    public void Rows_that_reach_beyond_the_buffer_are_refused()
    {
        var storage = new TensorStorage(100);
        Assert.Throws<InvalidOperationException>(() => Fence.Check(storage.Pointer, rows: 10, distance: 10, count: 11));
    }

    [Fact]
    public void Memory_that_was_given_back_is_out_of_bounds()
    {
        var storage = new TensorStorage(3_333_333);
        float* first = storage.Pointer;
        storage.Release();
        Assert.Throws<InvalidOperationException>(() => Fence.Check(first, 1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void A_write_beside_the_buffer_is_found_when_it_is_given_back(int index)
    {
        var storage = new TensorStorage(1000);
        storage.Pointer[index] = 1;
        Assert.Throws<InvalidOperationException>(storage.Release);
    }

    [Fact]
    public void New_memory_is_not_a_number() => Assert.True(new Tensor([1000]).AsSpan().IndexOfAnyExcept(float.NaN) < 0);
#endif
}
