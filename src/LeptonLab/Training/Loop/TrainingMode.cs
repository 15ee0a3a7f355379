using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>Switches a model to training or to use, and in the end each of its modules back to what it was.</summary>
internal sealed class TrainingMode : IDisposable
{
    private readonly (Module Module, bool IsTraining)[] _before;

    private TrainingMode(IEnumerable<Module> models, bool training)
    {
        Module[] roots = [.. models];
        _before = [.. roots.SelectMany(root => root.Descendants()).Select(below => (below.Value, below.Value.IsTraining))];
        foreach (Module root in roots)
            Set(root, training);
    }

    /// <param name="models">Fused forms of a model, and then the model.</param>
    internal static TrainingMode Train(params IEnumerable<Module> models) => new(models, training: true);

    /// <inheritdoc cref="Train"/>
    internal static TrainingMode Eval(params IEnumerable<Module> models) => new(models, training: false);

    /// <summary>
    /// Switches back: from the outside inwards, since a module takes what is below it along, and fused forms before the
    /// model itself, since they take along what they were fused of.
    /// </summary>
    public void Dispose()
    {
        foreach ((Module module, bool training) in _before)
            Set(module, training);
    }

    private static void Set(Module module, bool training)
    {
        if (training)
            module.Train();
        else
            module.Eval();
    }
}
