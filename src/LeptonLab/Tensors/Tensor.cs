using System.Runtime.CompilerServices;
using LeptonLab.Autograd;
using LeptonLab.Formatters;
using LeptonLab.Numerics;

namespace LeptonLab;

/// <summary>
/// An array of single-precision numbers with a <see cref="Shape"/>, row by row: the last axis is contiguous. Images are
/// NHWC: <c>[batch, height, width, channels]</c>.
/// </summary>
/// <remarks>
/// Nobody has to dispose a tensor. Operations on tensors that require a gradient are recorded, so that
/// <see cref="Backward()"/> can differentiate them.
/// </remarks>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed partial class Tensor
{
    private TensorStorage _storage;

    /// <summary>Makes a tensor whose contents are undefined until somebody writes them.</summary>
    internal Tensor(Shape shape, Device? device = null)
        : this(shape, new TensorStorage(shape.Count, device), device ?? Device.Cpu)
    {
        // Views are not the scope's: they may show what was there before it.
        TensorScope.Current?.Add(this);
    }

    private Tensor(Shape shape, TensorStorage storage, Device device)
    {
        Shape = shape;
        Device = device;
        _storage = storage;
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>Where operations on this tensor run.</summary>
    public Device Device { get; private set; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>The name shown in summaries and saved files, such as <c>conv2d_1.weight</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The element at the given indices.</summary>
    /// <exception cref="ArgumentException">The number of indices is not the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    [IndexerName("Element")]
    public float this[params ReadOnlySpan<int> indices]
    {
        get => Values[Offset(indices)];
        set => AsSpan()[Offset(indices)] = value;
    }

    /// <summary>The elements in memory order. Writing to them changes the tensor, unseen by the gradient tape.</summary>
    /// <remarks>
    /// On a device with memory of its own this copies them to the host. The device sees what is written to them until it
    /// next computes with this tensor; after that take them anew.
    /// </remarks>
    public Span<float> AsSpan()
    {
        _storage.Version++;
        return _storage.Span;
    }

    /// <summary>A copy of the elements in memory order.</summary>
    public float[] ToArray() => Values.ToArray();

    /// <summary>The only element of a tensor that has one, such as a loss.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public float Item() => Count == 1
        ? Values[0]
        : throw new InvalidOperationException($"Item() reads a tensor with one element; this one is {Shape} with {Count:N0}.");

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, Device? device = null) => Full(shape, 0, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape, Device? device = null) => Full(shape, 1, device);

    /// <summary>A tensor in which every element is <paramref name="value"/>.</summary>
    public static Tensor Full(Shape shape, float value, Device? device = null)
    {
        var result = new Tensor(shape, device);
        result.AsSpan().Fill(value);
        return result;
    }

    /// <summary>A tensor with a copy of the given values, row by row.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException(
                $"Shape {shape} holds {shape.Count:N0} elements, but {values.Length:N0} values were given.");
        }

        var result = new Tensor(shape);
        values.CopyTo(result.AsSpan());
        return result;
    }

    /// <summary>A tensor of independent draws, uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public static Tensor Uniform(Shape shape, RandomStream random, float low = 0, float high = 1)
    {
        var result = new Tensor(shape);
        foreach (ref float element in result.AsSpan())
            element = random.NextSingle(low, high);
        return result;
    }

    /// <summary>A tensor of independent draws from the normal distribution.</summary>
    public static Tensor Normal(Shape shape, RandomStream random, float mean = 0, float standardDeviation = 1)
    {
        var result = new Tensor(shape);
        foreach (ref float element in result.AsSpan())
            element = (float)(mean + standardDeviation * random.NextNormal());
        return result;
    }

    /// <summary>A tensor with its own copy of the elements and no history.</summary>
    public Tensor Clone() => To(Device);

    /// <summary>A copy of the elements on a device, without history.</summary>
    public Tensor To(Device device)
    {
        var result = new Tensor(Shape, device) { Name = Name };
        result._storage.CopyFrom(_storage);
        return result;
    }

    /// <summary>This tensor, or a copy on the device if it is elsewhere.</summary>
    internal Tensor On(Device device) => Device == device ? this : To(device);

    /// <summary>The same elements (shared, not copied) without the history of how they were computed.</summary>
    public Tensor Detach() => new(Shape, _storage, Device) { Name = Name };

    /// <summary>The same elements (shared, not copied) under another shape; gradients flow through.</summary>
    /// <exception cref="ArgumentException">The new shape has another number of elements.</exception>
    public Tensor Reshape(Shape shape)
    {
        if (shape.Count != Count)
        {
            throw new ArgumentException(
                $"A tensor of shape {Shape} has {Count:N0} elements; shape {shape} would need {shape.Count:N0}.");
        }

        var result = new Tensor(shape, _storage, Device);
        Tape.Record("Reshape", result, [this], gradient => [gradient.Reshape(Shape)]);
        return result;
    }

    /// <summary>
    /// The elements in the memory of this tensor's device, for its kernels to read: copied there if the host has written
    /// to them since.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device works on the memory of the host.</exception>
    /// <exception cref="DeviceException">The device fails, or has no room.</exception>
    public DeviceMemory OnDevice() => _storage.OnDevice();

    /// <summary>
    /// The memory of this tensor's device, for its kernels to write all elements of: nothing is copied there, and what the
    /// host has of them is out of date. A kernel that changes some of them calls <see cref="OnDevice"/> first.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device works on the memory of the host.</exception>
    /// <exception cref="DeviceException">The device fails, or has no room.</exception>
    public DeviceMemory ToWrite() => _storage.ToWrite();

    /// <summary>For example <c>Tensor [2, 3]</c>.</summary>
    public override string ToString() => $"Tensor {(Name is null ? "" : Name + " ")}{Shape}";

    /// <summary>The elements, to read: not a change.</summary>
    internal ReadOnlySpan<float> Values => _storage.Values;

    internal unsafe float* Pointer => _storage.Pointer;

    /// <summary>Another number than before says that the elements may have changed.</summary>
    internal int Version => _storage.Version;

    /// <summary>For kernels that wrote to a tensor which existed before, through its address.</summary>
    internal void MarkChanged() => _storage.Version++;

    internal long DeviceBytes => _storage.DeviceBytes;

    internal bool SharesMemoryWith(Tensor other) => ReferenceEquals(_storage, other._storage);

    /// <summary>Takes over the elements of a tensor of the same shape, on this device or another.</summary>
    internal void CopyFrom(Tensor source)
    {
        _storage.CopyFrom(source._storage);
        _storage.Version++;
    }

    /// <summary>Moves this very tensor to a device. Views of it, and what was recorded of it, stay where they were.</summary>
    internal void MoveTo(Device device)
    {
        if (device == Device)
            return;
        var storage = new TensorStorage(Count, device) { Version = _storage.Version + 1 };
        storage.CopyFrom(_storage);
        (_storage, Device) = (storage, device);
        Grad?.MoveTo(device);
    }

    /// <summary>Gives the memory back at once. Only where nobody else can hold this tensor or a view of it.</summary>
    internal void Release() => _storage.Release();

    private int Offset(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Shape.Rank)
        {
            throw new ArgumentException(
                $"A tensor of shape {Shape} takes {Shape.Rank} indices, one for each axis; {indices.Length} were given. "
                + "For a part of it write a range, such as x[0, ..].");
        }

        int offset = 0;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            if ((uint)indices[axis] >= (uint)Shape[axis])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(indices),
                    $"Index {indices[axis]} is outside axis {axis} of shape {Shape}: it must be 0 to {Shape[axis] - 1}.");
            }

            offset = offset * Shape[axis] + indices[axis];
        }

        return offset;
    }
}
