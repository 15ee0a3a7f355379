namespace LeptonLab.Tests.Tensors;

public class TensorTests
{
    [Fact]
    public void Indices_are_checked_and_named()
    {
        Tensor t = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal(6, t[1, 2]);
        Assert.Contains("axis 1", Assert.Throws<ArgumentOutOfRangeException>(() => t[0, 3]).Message);
        Assert.Contains("2 indices", Assert.Throws<ArgumentException>(() => t[0]).Message);
    }

    [Fact]
    public void A_shape_that_overflows_is_refused()
    {
        Assert.Contains("more than", Assert.Throws<ArgumentException>(() => new Shape(70_000, 70_000)).Message);
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => new Shape(2, -1)).Message);
        Assert.Equal(0, new Shape(70_000, 70_000, 0).Count);
        Assert.Equal(1, new Shape().Count);
        Assert.Equal(1, default(Shape).Count);
    }

    [Fact]
    public void Values_that_do_not_fill_the_shape_are_refused() =>
        Assert.Contains("6", Assert.Throws<ArgumentException>(() => Tensor.From([1, 2], [2, 3])).Message);

    [Fact]
    public void Memory_is_aligned_for_vectors()
    {
        for (int count = 1; count < 200; count += 7)
        {
            unsafe
            {
                Assert.Equal(0u, (nuint)Tensor.Zeros([count]).Pointer % 64);
            }
        }
    }

    [Fact]
    public void Memory_of_an_ended_step_cannot_be_read()
    {
        Tensor kept;
        using (TensorScope.Begin())
            kept = Tensor.Ones([3]);
        Assert.Contains("Clone", Assert.Throws<ObjectDisposedException>(() => kept.ToArray()).Message);
    }

    [Fact]
    public void Looking_at_an_older_tensor_in_another_shape_does_not_end_it()
    {
        Tensor weights = Tensor.Ones([2, 3]);
        using (TensorScope.Begin())
        {
            weights.Reshape([6]);
            weights.Detach();
        }

        Assert.Equal(6, weights.ToArray().Sum());
    }

    [Fact]
    public void Tensors_on_different_devices_do_not_mix()
    {
        Tensor x = Tensor.Ones([2, 2]), w = Tensor.Ones([2, 2]).To(Device.Plain);
        Assert.Contains("device plain", Assert.Throws<ArgumentException>(() => Ops.Dense.Apply(w, x)).Message);
    }
}
