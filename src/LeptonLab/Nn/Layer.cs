using LeptonLab.Numerics;

namespace LeptonLab.Nn;

/// <summary>
/// A part of a model: a function of tensors, with parameters that training changes. To write your own, implement
/// <see cref="Forward"/> with the operations of <c>LeptonLab.Ops</c>, and <see cref="OutputShape"/>.
/// </summary>
public abstract class Layer
{
    /// <summary>The name in tables and saved files. A model gives one to layers that have none, such as <c>conv2d_1</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The tensors that training changes, in a fixed order.</summary>
    public virtual IReadOnlyList<Tensor> Parameters => [];

    /// <summary>What it is and its sizes, such as <c>Conv2d 3×3, 3→32</c>.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Computes the output for a batch; the first axis counts the samples.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The shape of the output for one sample, both without the batch axis.</summary>
    /// <exception cref="ShapeException">Samples of this shape do not fit.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>The multiply-adds of a forward pass over one sample.</summary>
    public virtual long MultiplyAdds(Shape input) => 0;

    /// <summary>Draws new values for the parameters.</summary>
    public virtual void Initialize(RandomStream random)
    {
    }

    /// <summary>Forgets the gradients of the parameters, so that the next backward pass starts from zero.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in Parameters)
            parameter.Grad = null;
    }

    /// <summary>
    /// Makes the layer ready for batches of one shape: a function that writes the output for an input and allocates
    /// nothing; null if this kind of layer has none.
    /// </summary>
    internal virtual Action<Tensor, Tensor>? Prepare(Shape batch) => null;

    /// <summary>Whether the parameters have values. A model initializes the layers that have none.</summary>
    internal virtual bool IsInitialized => true;

    /// <inheritdoc/>
    public override string ToString() => Name is null ? Description : $"{Name} ({Description})";
}
