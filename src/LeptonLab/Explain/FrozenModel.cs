using LeptonLab.Nn;

namespace LeptonLab.Explain;

/// <summary>
/// A model that is looked at and not trained, until disposed: it behaves as in use, and backward passes leave its
/// parameters' gradients alone.
/// </summary>
internal sealed class FrozenModel : IDisposable
{
    private readonly Tensor[] _parameters;
    private readonly Module[] _training;

    internal FrozenModel(Module model)
    {
        _parameters = [.. model.Parameters.Where(parameter => parameter.RequiresGrad)];
        _training = [.. model.Descendants().Select(below => below.Value).Where(module => module.IsTraining)];
        foreach (Tensor parameter in _parameters)
            parameter.RequiresGrad = false;
        model.Eval();
    }

    public void Dispose()
    {
        foreach (Tensor parameter in _parameters)
            parameter.RequiresGrad = true;
        foreach (Module module in _training)
            module.SetOwnTraining(true);
    }
}
