using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>A tensor that training changes, drawn when somebody first asks for its value.</summary>
public sealed class Parameter
{
    private readonly Module _owner;
    private readonly Initializer _initializer;
    private Tensor? _value;
    private Device _device = Device.Cpu;

    internal Parameter(Module owner, string name, Shape shape, Initializer initializer)
    {
        (_owner, Name, Shape, _initializer) = (owner, name, shape, initializer);
    }

    /// <summary>Its name in the module that it belongs to, such as <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Its shape.</summary>
    public Shape Shape { get; }

    /// <summary>Where it is, or will be when somebody first asks for it.</summary>
    public Device Device => _value?.Device ?? _device;

    /// <summary>The tensor; always the same one.</summary>
    public Tensor Value
    {
        get
        {
            if (_value is null)
                _owner.DrawFirst();
            return _value!;
        }
    }

    /// <summary>The tensor.</summary>
    public static implicit operator Tensor(Parameter parameter) => parameter.Value;

    internal void Draw(RandomStream random, bool again)
    {
        if (_value is not null)
        {
            // Drawn all the same, so that what follows in the stream does not depend on it.
            using TensorScope scope = TensorScope.Begin();
            Tensor target = again ? _value : new Tensor(Shape);
            _initializer(target, random);
            return;
        }

        var value = new Tensor(Shape);
        TensorScope.Current?.KeepForGood(value);
        _initializer(value, random);
        value.RequiresGrad = true;
        value.MoveTo(_device);
        _value = value;
    }

    internal void MoveTo(Device device)
    {
        _device = device;
        _value?.MoveTo(device);
    }
}
