using LeptonLab.Autograd;

namespace LeptonLab;

public sealed partial class Tensor
{
    private bool _requiresGrad;

    /// <summary>
    /// Whether <see cref="Backward()"/> computes a gradient for this tensor. Set it on parameters; what is computed from
    /// them has it by itself.
    /// </summary>
    public bool RequiresGrad
    {
        get => _requiresGrad || Node is not null;
        set => _requiresGrad = value;
    }

    /// <summary>
    /// ∂L/∂this after <see cref="Backward()"/>, in this tensor's shape; null before. A second backward pass adds to it:
    /// the model's <c>ZeroGrad()</c> clears it.
    /// </summary>
    public Tensor? Grad { get; set; }

    /// <summary>
    /// Has <see cref="Backward()"/> set <see cref="Grad"/> on this tensor, too, although it was computed from others: to
    /// look at the gradient of a feature map, for example.
    /// </summary>
    public void RetainGrad() => RetainsGrad = true;

    internal bool RetainsGrad { get; private set; }

    internal TapeNode? Node { get; set; }

    /// <summary>
    /// Computes ∂this/∂t for every tensor t with <see cref="RequiresGrad"/> that this one was computed from, and adds it
    /// to <c>t.Grad</c>. The record is used up: a second call needs a new forward pass.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// This tensor has more than one element, or nothing it was computed from requires a gradient.
    /// </exception>
    public void Backward()
    {
        if (Count != 1)
        {
            throw new InvalidOperationException(
                $"Backward() starts from a single number, the loss; this tensor is {Shape}. Take its mean or sum first.");
        }

        Backward(Full(Shape, 1, Device));
    }

    /// <summary>The same for a tensor of any shape, given ∂L/∂this.</summary>
    /// <param name="gradient">∂L/∂this, in this tensor's shape.</param>
    public void Backward(Tensor gradient)
    {
        if (gradient.Shape != Shape)
            throw new ArgumentException($"The gradient of a tensor {Shape} has the same shape; this one is {gradient.Shape}.");
        if (gradient.Device != Device)
            throw new ArgumentException($"{this} is on device {Device}, but its gradient is on {gradient.Device}: write gradient.To(Device.{Device}).");
        if (Node is null)
        {
            throw new InvalidOperationException(
                "Nothing here can be differentiated: no tensor that this one was computed from has RequiresGrad set, "
                + "recording was paused, or Backward() was called before.");
        }

        using (Tape.Pause())
            BackwardPass.Run(this, gradient);
    }
}
