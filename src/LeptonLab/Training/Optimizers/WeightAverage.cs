using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// An average of the weights over the steps, which often predicts better than the last weights do. Call
/// <see cref="Update"/> after each step of the optimizer, and predict inside <see cref="Use"/>.
/// </summary>
/// <remarks>
/// Running statistics of batch normalization belong to the weights that they were measured with: measure them anew for
/// the average (Izmailov et al., §3.2).
/// </remarks>
public sealed class WeightAverage
{
    private readonly float? _decay;
    private readonly List<Tensor> _averages = [];
    private bool _inUse;

    private WeightAverage(float? decay) => _decay = decay;

    /// <summary>The number of updates so far.</summary>
    public long Updates { get; private set; }

    /// <summary>
    /// The exponential moving average: a ← d a + (1 − d) θ, a ← θ at the first update (Tarvainen and Valpola, "Mean
    /// teachers", NeurIPS 2017, eq. 2).
    /// </summary>
    /// <param name="decay">d, from 0 to below 1: about 1/(1 − d) updates are remembered.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is outside its range.</exception>
    public static WeightAverage Exponential(float decay = 0.999f) => decay is >= 0 and < 1
        ? new(decay)
        : throw new ArgumentOutOfRangeException(nameof(decay), $"The decay is at least 0 and below 1; it was {decay}.");

    /// <summary>
    /// The mean of all updates: a ← a + (θ − a)/n at the n-th (Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992;
    /// stochastic weight averaging: Izmailov et al., UAI 2018, algorithm 1).
    /// </summary>
    public static WeightAverage Equal() => new(null);

    /// <summary>Takes the weights as they are now into the average.</summary>
    /// <param name="parameters">The model's parameters, the same ones in the same order each time.</param>
    /// <exception cref="ArgumentException">The parameters are not those of the updates before.</exception>
    /// <exception cref="InvalidOperationException">The parameters hold the average, in <see cref="Use"/>.</exception>
    public void Update(IReadOnlyList<Tensor> parameters)
    {
        if (_inUse)
            throw new InvalidOperationException("The parameters hold the average now: end Use() before the next step of training.");
        if (Updates > 0)
            Check(parameters);
        Updates++;
        float share = _decay is { } decay ? 1 - decay : (float)(1.0 / Updates);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (Updates == 1)
            {
                _averages.Add(Keep(parameters[i].Clone()));
                continue;
            }

            _averages[i].MoveTo(parameters[i].Device);
            parameters[i].Device.Kernel<AverageStep.IKernel>().Run(_averages[i], parameters[i], share);
        }
    }

    /// <summary>Puts the average into the parameters until the result is disposed, and then the weights back.</summary>
    /// <exception cref="ArgumentException">The parameters are not those of the updates.</exception>
    /// <exception cref="InvalidOperationException">There was no update yet, or the average is in use already.</exception>
    public IDisposable Use(IReadOnlyList<Tensor> parameters)
    {
        if (_inUse)
            throw new InvalidOperationException("The average is in use already.");
        Tensor[] weights = [.. parameters.Select(parameter => Keep(parameter.Clone()))];
        CopyTo(parameters);
        return new Usage(this, parameters, weights);
    }

    /// <summary>Writes the average into the parameters for good.</summary>
    /// <exception cref="ArgumentException">The parameters are not those of the updates.</exception>
    /// <exception cref="InvalidOperationException">There was no update yet.</exception>
    public void CopyTo(IReadOnlyList<Tensor> parameters)
    {
        if (Updates == 0)
            throw new InvalidOperationException("There is no average yet: call Update() after a step of the optimizer.");
        Check(parameters);
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].CopyFrom(_averages[i]);
    }

    /// <summary>The average so far, the tensors named <c>0</c>, <c>1</c> … in the order of the parameters.</summary>
    public SavedState ExportState() => new(
        nameof(WeightAverage),
        new Dictionary<string, double>(Settings) { ["updates"] = Updates },
        Enumerable.Range(0, _averages.Count).ToDictionary(i => $"{i}", i => Keep(_averages[i].To(Device.Cpu))));

    /// <summary>Goes on with an average that was exported.</summary>
    /// <exception cref="LeptonException">The state is of another kind, made with another decay, or incomplete.</exception>
    public void ImportState(SavedState state)
    {
        state.Expect(nameof(WeightAverage));
        state.ExpectNumbers(Settings);
        var averages = new List<Tensor>();
        while (state.Tensors.TryGetValue($"{averages.Count}", out Tensor? average))
            averages.Add(Keep(average.To(Device.Cpu)));
        double updates = state.Number("updates");
        if (averages.Count != state.Tensors.Count || !(updates >= 0) || (updates == 0) != (averages.Count == 0))
            throw new LeptonException($"The saved state of {state.Kind} has {updates} updates and tensors that do not count from 0: it is damaged.");
        _averages.Clear();
        _averages.AddRange(averages);
        Updates = (long)updates;
    }

    private Dictionary<string, double> Settings => new() { ["decay"] = _decay ?? -1 };

    private void Check(IReadOnlyList<Tensor> parameters)
    {
        if (!parameters.Select(parameter => parameter.Shape).SequenceEqual(_averages.Select(average => average.Shape)))
        {
            throw new ArgumentException(
                $"The average is of {_averages.Count} parameters {string.Join(", ", _averages.Select(a => a.Shape))}; "
                + $"it got {parameters.Count}: {string.Join(", ", parameters.Select(p => p.Shape))}.");
        }
    }

    private static Tensor Keep(Tensor tensor)
    {
        TensorScope.Current?.KeepForGood(tensor);
        return tensor;
    }

    private sealed class Usage : IDisposable
    {
        private readonly WeightAverage _average;
        private readonly IReadOnlyList<Tensor> _parameters;
        private readonly Tensor[] _weights;
        private bool _ended;

        internal Usage(WeightAverage average, IReadOnlyList<Tensor> parameters, Tensor[] weights)
        {
            (_average, _parameters, _weights) = (average, parameters, weights);
            average._inUse = true;
        }

        public void Dispose()
        {
            if (_ended)
                return;
            (_ended, _average._inUse) = (true, false);
            for (int i = 0; i < _weights.Length; i++)
                _parameters[i].CopyFrom(_weights[i]);
        }
    }
}
