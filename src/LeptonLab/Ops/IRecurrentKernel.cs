namespace LeptonLab.Ops;

/// <summary>What a device provides for a recurrent operation: <see cref="Rnn"/>, <see cref="Gru"/> or <see cref="Lstm"/>.</summary>
public interface IRecurrentKernel
{
    /// <summary>Writes the results; returns what the backward pass needs, in a layout of the device's own.</summary>
    Tensor[] Forward(RecurrentInputs inputs, RecurrentOutputs outputs, RecurrentGeometry geometry);

    /// <summary>Writes the gradients of the inputs, those that are not null. What was kept is used up.</summary>
    /// <param name="inputs">What the forward pass read.</param>
    /// <param name="outputs">What it wrote.</param>
    /// <param name="kept">What it returned.</param>
    /// <param name="dOutputs">The gradients of its results; null for zero.</param>
    /// <param name="dInputs">The gradients to write; null for those that are not wanted.</param>
    /// <param name="geometry">The sizes.</param>
    void Backward(
        RecurrentInputs inputs,
        RecurrentOutputs outputs,
        Tensor[] kept,
        RecurrentOutputs dOutputs,
        RecurrentInputs dInputs,
        RecurrentGeometry geometry);
}
