using System.Runtime.InteropServices;

namespace LeptonLab.Training;

/// <summary>What an optimizer remembers of one parameter between steps, by name. All of it is saved in checkpoints.</summary>
public sealed class ParameterMemory
{
    private readonly Tensor _parameter;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Dictionary<string, double> _numbers = [];

    internal ParameterMemory(Tensor parameter) => _parameter = parameter;

    /// <summary>A tensor of the parameter's shape on its device, such as a moment, to read and to change.</summary>
    /// <param name="name">Its name, such as <c>velocity</c>.</param>
    /// <param name="start">What every element is before the first step.</param>
    public Tensor Tensor(string name, float start = 0)
    {
        if (!_tensors.TryGetValue(name, out Tensor? tensor))
            _tensors[name] = tensor = Keep(LeptonLab.Tensor.Full(_parameter.Shape, start, _parameter.Device));
        tensor.MoveTo(_parameter.Device);
        return tensor;
    }

    /// <summary>A number, such as a count of steps, to read and to change.</summary>
    /// <param name="name">Its name, such as <c>steps</c>.</param>
    /// <param name="start">What it is before the first step.</param>
    public ref double Number(string name, double start = 0)
    {
        ref double number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out bool exists);
        if (!exists)
            number = start;
        return ref number;
    }

    internal void Export(string prefix, Dictionary<string, double> numbers, Dictionary<string, Tensor> tensors)
    {
        foreach ((string name, double number) in _numbers)
            numbers[prefix + name] = number;
        foreach ((string name, Tensor tensor) in _tensors)
            tensors[prefix + name] = Keep(tensor.To(Device.Cpu));
    }

    internal void Import(string name, double number) => _numbers[name] = number;

    internal void Import(string name, Tensor tensor) => _tensors[name] = Keep(tensor.To(Device.Cpu));

    // A step of the trainer takes back all memory that was made in it; this outlives the step.
    private static Tensor Keep(Tensor tensor)
    {
        TensorScope.Current?.KeepForGood(tensor);
        return tensor;
    }
}
