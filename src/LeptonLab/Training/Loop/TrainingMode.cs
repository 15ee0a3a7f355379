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

    internal static TrainingMode Train(params IEnumerable<Module> models) => new(models, training: true);

    internal static TrainingMode Eval(params IEnumerable<Module> models) => new(models, training: false);

    /// <summary>Switches back: from the outside inwards, since a module takes what is below it along.</summary>
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
