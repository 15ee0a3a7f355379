namespace LeptonLab.Gpu;

/// <summary>What is summed, element by element.</summary>
internal interface ISource
{
    /// <summary>The element at this place of the tensor that is summed over.</summary>
    float Value(int element);
}

/// <summary>A tensor's elements as they are.</summary>
internal struct Elements : ISource
{
    internal Floats X;

    public readonly float Value(int element) => X[element];
}
