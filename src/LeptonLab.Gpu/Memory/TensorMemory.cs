namespace LeptonLab.Gpu;

/// <summary>The memory of tensors, as kernels take it.</summary>
/// <remarks>
/// Name outputs before inputs: making room may run the collector, and nothing but this kernel may need an input any more.
/// </remarks>
internal static class TensorMemory
{
    /// <summary>To read, or to change some of.</summary>
    internal static Floats Read(this Tensor tensor) => ((GpuMemory)tensor.OnDevice()).View;

    /// <summary>To write all of.</summary>
    internal static Floats Write(this Tensor tensor) => ((GpuMemory)tensor.ToWrite()).View;

    /// <summary>To change: what is there counts, and the host's copy is out of date.</summary>
    internal static Floats Change(this Tensor tensor)
    {
        tensor.OnDevice();
        return tensor.Write();
    }

    /// <summary>The bytes that say which value of a window won, to read.</summary>
    internal static ArrayView1D<byte, Stride1D.Dense> Read(this PoolPlaces places) =>
        ((GpuMemory)places.OnDevice()).View.Cast<float, byte>();

    /// <summary>Those bytes, to write.</summary>
    internal static ArrayView1D<byte, Stride1D.Dense> Write(this PoolPlaces places) =>
        ((GpuMemory)places.ToWrite()).View.Cast<float, byte>();
}
