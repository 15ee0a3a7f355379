namespace LeptonLab.Training;

/// <summary>Tensors that an optimizer remembers between steps: they outlive the step in which they are made.</summary>
internal static class OptimizerState
{
    internal static Tensor ZerosLike(Tensor parameter)
    {
        Tensor state = Tensor.Zeros(parameter.Shape);
        TensorScope.Current?.KeepForGood(state);
        return state;
    }
}
