using System.Runtime.InteropServices;

namespace LeptonLab.Tests.Devices;

/// <summary>
/// A device with memory of its own, bytes that only copies reach, which counts them and can be told to fail. ReLU is its only
/// operation; the processor computes the rest.
/// </summary>
internal sealed class FakeDevice : Device
{
    private long _used;

    internal FakeDevice(string name = "fake")
        : base(name) => Add<Ops.Relu.IKernel>(new Relu());

    public override bool HasOwnMemory => true;

    public override Device? Fallback => Cpu;

    /// <summary>How often tensors were copied here.</summary>
    internal int Uploads { get; private set; }

    /// <summary>How often tensors were copied back.</summary>
    internal int Downloads { get; private set; }

    /// <summary>The bytes that tensors have here now.</summary>
    internal long Used => Interlocked.Read(ref _used);

    /// <summary>The bytes that there are.</summary>
    internal long Capacity { get; set; } = long.MaxValue;

    /// <summary>Whether it fell off the bus.</summary>
    internal bool IsLost { get; set; }

    protected override DeviceMemory Allocate(int length)
    {
        ThrowIfLost();
        long bytes = (long)length * sizeof(float);
        if (Used + bytes > Capacity)
            throw new DeviceMemoryException(Name, bytes, Capacity - Used, Capacity);
        return new Memory(this, length);
    }

    private void ThrowIfLost()
    {
        if (IsLost)
            throw new DeviceException($"Device {Name} was lost.");
    }

    private sealed class Memory : DeviceMemory
    {
        private readonly FakeDevice _device;
        private byte[]? _bytes;

        internal Memory(FakeDevice device, int length)
            : base(length)
        {
            (_device, _bytes) = (device, new byte[length * sizeof(float)]);
            Interlocked.Add(ref device._used, _bytes.Length);
        }

        ~Memory() => Dispose();

        internal Span<float> Numbers
        {
            get
            {
                _device.ThrowIfLost();
                ObjectDisposedException.ThrowIf(_bytes is null, this);
                return MemoryMarshal.Cast<byte, float>(_bytes.AsSpan());
            }
        }

        public override void CopyFromHost(ReadOnlySpan<float> source)
        {
            source.CopyTo(Numbers);
            _device.Uploads++;
        }

        public override void CopyToHost(Span<float> target)
        {
            Numbers.CopyTo(target);
            _device.Downloads++;
        }

        public override void CopyFrom(DeviceMemory source) => ((Memory)source).Numbers.CopyTo(Numbers);

        public override void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is not { } bytes)
                return;
            Interlocked.Add(ref _device._used, -bytes.Length);
            GC.SuppressFinalize(this);
        }
    }

    private sealed class Relu : Ops.Relu.IKernel
    {
        public void Forward(Tensor x, Tensor y) =>
            Ops.Relu.Forward<float>(((Memory)x.OnDevice()).Numbers, ((Memory)y.ToWrite()).Numbers);

        public void Backward(Tensor x, Tensor dy, Tensor dx) => Ops.Relu.Backward<float>(
            ((Memory)x.OnDevice()).Numbers, ((Memory)dy.OnDevice()).Numbers, ((Memory)dx.ToWrite()).Numbers);
    }
}
