namespace LeptonLab.Tests.Devices;

public class MirrorTests
{
    private readonly FakeDevice _device = new();

    [Fact]
    public void A_tensor_goes_to_a_device_and_back()
    {
        Tensor there = Tensor.From([1, -2, 3], [3]).To(_device);
        Assert.Equal([1f, -2f, 3f], there.ToArray());
        Assert.Equal([1f, -2f, 3f], there.To(Device.Cpu).ToArray());
        Assert.Equal([1f, 0f, 3f], Ops.Relu.Apply(there).ToArray());
        Assert.Same(_device, Ops.Relu.Apply(there).Device);
    }

    [Fact]
    public void Bits_survive_the_journey_whatever_they_mean()
    {
        float[] bits = [BitConverter.Int32BitsToSingle(0x7FA00001), float.NegativeZero, float.Epsilon, float.NegativeInfinity];
        Tensor there = Tensor.From(bits, [4]).To(_device);
        there.OnDevice();
        Assert.Equal(bits.Select(BitConverter.SingleToInt32Bits), there.To(Device.Cpu).ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void A_chain_of_its_own_operations_is_copied_there_once_and_back_once()
    {
        Tensor x = Tensor.From([1, -2], [2]).To(_device);
        Tensor y = Ops.Relu.Apply(Ops.Relu.Apply(Ops.Relu.Apply(x)));
        Assert.Equal((1, 0), (_device.Uploads, _device.Downloads));
        Assert.Equal([1f, 0f], y.ToArray());
        Assert.Equal(1, y[0]);
        Assert.Equal([1f, 0f], y.ToArray());
        Assert.Equal((1, 1), (_device.Uploads, _device.Downloads));
    }

    [Fact]
    public void Reading_on_the_host_leaves_the_device_up_to_date()
    {
        Tensor x = Tensor.From([1, -2], [2]).To(_device);
        Tensor y = Ops.Relu.Apply(x);
        _ = y.ToArray();
        Ops.Relu.Apply(y);
        Ops.Relu.Apply(x);
        Assert.Equal(1, _device.Uploads);
    }

    [Fact]
    public void What_the_host_writes_the_device_reads()
    {
        Tensor x = Tensor.From([1, -2], [2]).To(_device);
        Ops.Relu.Apply(x);
        x[1] = 5;
        Assert.Equal([1f, 5f], Ops.Relu.Apply(x).ToArray());
        x.AsSpan().Fill(7);
        Assert.Equal([7f, 7f], Ops.Relu.Apply(x).ToArray());
    }

    [Fact]
    public void A_copy_on_the_same_device_stays_there()
    {
        Tensor y = Ops.Relu.Apply(Tensor.From([1, -2], [2]).To(_device));
        Tensor copy = y.Clone();
        Assert.Equal((1, 0), (_device.Uploads, _device.Downloads));
        y[0] = 9;
        Assert.Equal([1f, 0f], copy.ToArray());
    }

    [Fact]
    public void Views_share_what_is_there()
    {
        Tensor x = Tensor.From([1, -2, 3, -4], [4]).To(_device);
        Tensor view = Ops.Relu.Apply(x).Reshape([2, 2]);
        Assert.Equal([1f, 0f, 3f, 0f], Ops.Relu.Apply(view).ToArray());
        Assert.Equal((1, 1), (_device.Uploads, _device.Downloads));
    }

    [Fact]
    public void Operations_that_it_lacks_run_on_the_processor()
    {
        Assert.True(_device.HasKernel<Ops.Relu.IKernel>());
        Assert.False(_device.HasKernel<Ops.Conv2d.IKernel>());
        Assert.Contains("Conv2d", _device.Missing);
        Assert.DoesNotContain("Relu", _device.Missing);
        Assert.Empty(Device.Cpu.Missing);
        Tensor x = Tensor.From([1, -2], [2]).To(_device);
        Tensor y = Ops.Relu.Apply(x + x) * x;
        Assert.Same(_device, y.Device);
        Assert.Equal([2f, 0f], y.ToArray());
    }

    [Fact]
    public void The_memory_of_a_step_is_given_back_at_its_end()
    {
        using (TensorScope.Begin())
        {
            Tensor y = Ops.Relu.Apply(Tensor.Zeros([1000], _device));
            Assert.Equal(8000, _device.Used);
            Assert.Equal(8000, TensorScope.Current!.DeviceBytes);
            _ = y.ToArray();
        }

        Assert.Equal(0, _device.Used);
    }

    [Fact]
    public void A_tensor_whose_step_has_ended_says_so_there_too()
    {
        Tensor y;
        using (TensorScope.Begin())
            y = Ops.Relu.Apply(Tensor.Zeros([10], _device));
        Assert.Contains("Clone()", Assert.Throws<ObjectDisposedException>(() => y.ToArray()).Message);
        Assert.Contains("Clone()", Assert.Throws<ObjectDisposedException>(() => Ops.Relu.Apply(y)).Message);
    }

    [Fact]
    public void Forgotten_tensors_make_room_when_memory_is_short()
    {
        _device.Capacity = 100_000;
        for (int i = 0; i < 100; i++)
            Ops.Relu.Apply(Tensor.Zeros([1000], _device));
        Assert.InRange(_device.Used, 0, 100_000);
    }

    [Fact]
    public void A_full_device_says_what_was_asked_and_what_is_free()
    {
        _device.Capacity = 3 << 20;
        Tensor kept = Ops.Relu.Apply(Tensor.Zeros([1 << 18], _device));
        var error = Assert.Throws<DeviceMemoryException>(() => Ops.Relu.Apply(Tensor.Zeros([1 << 20], _device)));
        Assert.StartsWith("Device fake has no room for another 4.0 MiB: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("of 3.0 MiB are free", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, kept[0]);
        Assert.Equal([4f], (Tensor.From([2], [1]) * 2).ToArray());
    }

    [Fact]
    public void The_processor_works_on_its_own_memory_and_says_so() =>
        Assert.Contains("AsSpan()", Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2]).OnDevice()).Message);
}
