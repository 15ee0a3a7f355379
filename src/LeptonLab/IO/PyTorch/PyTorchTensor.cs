namespace LeptonLab.IO;

/// <summary>One tensor of PyTorch's <c>state_dict</c>, and those of ours that hold its numbers.</summary>
/// <param name="Name">Its name there, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Parts">Ours, one behind another along its first axis; most often a single one.</param>
internal sealed record PyTorchTensor(string Name, params (Tensor Tensor, PyTorchLayout Layout)[] Parts)
{
    /// <summary>Its extents there.</summary>
    internal Shape Shape => Parts.Length == 1
        ? Parts[0].Layout.Shape
        : [Parts.Sum(part => part.Layout.Shape[0]), .. Parts[0].Layout.Shape.Extents[1..]];

    /// <summary>Brings PyTorch's numbers into ours.</summary>
    internal void FromPyTorch(ReadOnlySpan<float> theirs)
    {
        foreach ((Tensor tensor, PyTorchLayout layout) in Parts)
        {
            layout.FromPyTorch(theirs[..tensor.Count], tensor.AsSpan());
            theirs = theirs[tensor.Count..];
        }
    }

    /// <summary>A tensor as PyTorch has it.</summary>
    internal Tensor ToPyTorch()
    {
        Tensor result = Tensor.Zeros(Shape);
        Span<float> theirs = result.AsSpan();
        foreach ((Tensor tensor, PyTorchLayout layout) in Parts)
        {
            layout.ToPyTorch(tensor.Values, theirs[..tensor.Count]);
            theirs = theirs[tensor.Count..];
        }

        return result;
    }
}
