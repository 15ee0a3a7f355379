using LeptonLab.IO;
using static TorchSharp.torch;
using Module = LeptonLab.Nn.Module;
using Parameter = TorchSharp.Modules.Parameter;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>The parameters of one of our models beside those of a module of libtorch that begins with the same numbers.</summary>
internal sealed class TorchWeights
{
    private readonly IReadOnlyList<Tensor> _ours;
    private readonly (PyTorchTensor Ours, Parameter Theirs)[] _pairs;

    /// <param name="ours">Our model.</param>
    /// <param name="theirs">The module; its parameters are overwritten.</param>
    /// <param name="theirName">The name that the module gives to a parameter, from the one of our mapping to PyTorch.</param>
    internal TorchWeights(Module ours, nn.Module theirs, Func<string, string> theirName)
    {
        Dictionary<string, Parameter> named = theirs.named_parameters().ToDictionary(one => one.name, one => one.parameter);
        _ours = ours.Parameters;
        _pairs = [.. PyTorchMapping.Of(ours, input: null).Select(tensor => (tensor, named[theirName(tensor.Name)]))];
        using IDisposable unrecorded = no_grad();
        foreach ((PyTorchTensor tensor, Parameter parameter) in _pairs)
            parameter.copy_(TorchLayout.From(tensor.ToPyTorch()));
    }

    internal string[] Names => [.. _ours.Select(parameter => parameter.Name!)];

    /// <summary>In our layout and order.</summary>
    internal float[][] Gradients() => ToOurs(parameter => TorchLayout.ToArray(parameter.grad!));

    /// <inheritdoc cref="Gradients"/>
    internal float[][] Values() => ToOurs(TorchLayout.ToArray);

    private float[][] ToOurs(Func<Parameter, float[]> read)
    {
        var values = new Dictionary<Tensor, float[]>(ReferenceEqualityComparer.Instance);
        foreach ((PyTorchTensor tensor, Parameter parameter) in _pairs)
        {
            ReadOnlySpan<float> theirs = read(parameter);
            foreach ((Tensor part, PyTorchLayout layout) in tensor.Parts)
            {
                layout.FromPyTorch(theirs[..part.Count], values[part] = new float[part.Count]);
                theirs = theirs[part.Count..];
            }
        }

        return [.. _ours.Select(parameter => values[parameter])];
    }
}
