using System.Runtime.InteropServices;

namespace LeptonLab.Gpu;

/// <summary>Numbers in the memory of a GPU, from its <see cref="GpuMemoryPool"/> and back to it.</summary>
internal sealed class GpuMemory : DeviceMemory
{
    private readonly Launcher _launcher;
    private MemoryBuffer1D<float, Stride1D.Dense>? _buffer;

    internal GpuMemory(Launcher launcher, MemoryBuffer1D<float, Stride1D.Dense> buffer, int length)
        : base(length) => (_launcher, _buffer) = (launcher, buffer);

    ~GpuMemory() => Dispose();

    /// <summary>What kernels are given: as long as the tensor, though the buffer may be longer.</summary>
    internal Floats View => Buffer.View.SubView(0, Length);

    private MemoryBuffer1D<float, Stride1D.Dense> Buffer =>
        _buffer ?? throw new ObjectDisposedException(nameof(GpuMemory), "This memory has been given back to the GPU's pool.");

    public override void CopyFromHost(ReadOnlySpan<float> source)
    {
        if (source.IsEmpty)
            return;
        Floats view = View;
        unsafe
        {
            fixed (float* first = &MemoryMarshal.GetReference(source))
                _launcher.Copy(first, view, toHost: false);
        }
    }

    public override void CopyToHost(Span<float> target)
    {
        if (target.IsEmpty)
            return;
        Floats view = View;
        unsafe
        {
            fixed (float* first = &MemoryMarshal.GetReference(target))
                _launcher.Copy(first, view, toHost: true);
        }
    }

    public override void CopyFrom(DeviceMemory source)
    {
        if (source is GpuMemory other && other._launcher == _launcher)
            _launcher.ForEach(Length, new CopyKernel { Y = View, X = other.View });
        else
            base.CopyFrom(source);
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            _launcher.Pool.Return(buffer);
        GC.SuppressFinalize(this);
    }

    internal struct CopyKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;

        public readonly void Run(int i) => Y[i] = X[i];
    }
}
