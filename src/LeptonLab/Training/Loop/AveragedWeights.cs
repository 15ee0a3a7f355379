using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>The averaged weights of a trainer, beside the raw ones that it trains.</summary>
internal sealed class AveragedWeights(WeightAverage? average, Module model)
{
    private bool _inUse;

    /// <summary>Whether the model holds the weights that are trained; between runs it holds the average already.</summary>
    internal bool ModelIsRaw { get; set; }

    /// <summary>Takes the weights after a step into the average.</summary>
    internal void Update(IReadOnlyList<Tensor> parameters) => average?.Update(parameters);

    /// <summary>Puts the average into the model until the result is disposed; does nothing if it is there already.</summary>
    internal IDisposable Use()
    {
        if (average is not { Updates: > 0 } || _inUse || !ModelIsRaw)
            return new Usage(() => { });
        IDisposable usage = average.Use(model.Parameters);
        _inUse = true;
        return new Usage(() =>
        {
            usage.Dispose();
            _inUse = false;
        });
    }

    /// <summary>Gives the model the average for good, at the end of a run.</summary>
    internal void Keep()
    {
        if (average is { Updates: > 0 } && ModelIsRaw)
            average.CopyTo(model.Parameters);
        ModelIsRaw = false;
    }

    private sealed class Usage(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
