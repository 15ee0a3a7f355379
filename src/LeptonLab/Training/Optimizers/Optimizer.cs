namespace LeptonLab.Training;

/// <summary>Changes parameters so that the loss becomes smaller, given its gradient.</summary>
/// <remarks>
/// One of your own overrides <see cref="Update"/>. What it keeps in the <see cref="ParameterMemory"/> is saved and
/// restored with the checkpoints.
/// </remarks>
public abstract class Optimizer
{
    private readonly Dictionary<Tensor, ParameterMemory> _memories = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sets the learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    protected Optimizer(float learningRate)
    {
        if (!(learningRate > 0) || float.IsInfinity(learningRate))
            throw new ArgumentOutOfRangeException(nameof(learningRate), $"A learning rate is a positive number; it was {learningRate}.");
        LearningRate = learningRate;
    }

    /// <summary>The size of a step. It may be changed between steps, as an <see cref="ISchedule"/> says.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    public float LearningRate
    {
        get;
        set
        {
            if (!(value >= 0) || float.IsInfinity(value))
                throw new ArgumentOutOfRangeException(nameof(value), $"A learning rate is a number from 0 on; it was {value}.");
            field = value;
        }
    }

    /// <summary>
    /// Which parameters the weight decay applies to; all of them unless set. Often biases, and the scales and shifts of
    /// normalizations, are left out: <see cref="WeightDecay.OnMatrices"/>.
    /// </summary>
    public Predicate<Tensor> Decays { get; init; } = WeightDecay.OnEverything;

    /// <summary>Moves every parameter that has a gradient by one step.</summary>
    /// <param name="parameters">The model's parameters, after <c>loss.Backward()</c>.</param>
    public void Step(IReadOnlyList<Tensor> parameters)
    {
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is not { } gradient)
                continue;
            if (gradient.Shape != parameter.Shape)
                throw new ShapeException($"{parameter} has a gradient of another shape, {gradient.Shape}.");
            Device.Of(GetType().Name, parameter, gradient);
            if (!_memories.TryGetValue(parameter, out ParameterMemory? memory))
                _memories[parameter] = memory = new ParameterMemory(parameter);
            Update(parameter, gradient, memory);
        }
    }

    /// <summary>
    /// Everything that the next step depends on, apart from parameters and gradients: the settings, the learning rate, and
    /// what is remembered of each parameter, named by its place in the list, such as <c>3.first_moment</c>.
    /// </summary>
    /// <param name="parameters">The parameters that <see cref="Step"/> is given.</param>
    public SavedState ExportState(IReadOnlyList<Tensor> parameters)
    {
        var numbers = new Dictionary<string, double>(Settings) { [nameof(LearningRate)] = LearningRate };
        var tensors = new Dictionary<string, Tensor>();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (_memories.TryGetValue(parameters[i], out ParameterMemory? memory))
                memory.Export($"{i}.", numbers, tensors);
        }

        return new SavedState(GetType().Name, numbers, tensors);
    }

    /// <summary>
    /// Goes on where <see cref="ExportState"/> was called: the next steps have the same bits. Forgets what was before.
    /// </summary>
    /// <param name="state">What was exported.</param>
    /// <param name="parameters">The same parameters in the same order, here or in another process.</param>
    /// <exception cref="LeptonException">
    /// The state is that of another optimizer, of one with other settings, or does not fit the parameters. Nothing is changed.
    /// </exception>
    public void ImportState(SavedState state, IReadOnlyList<Tensor> parameters)
    {
        state.Expect(GetType().Name);
        state.ExpectNumbers(Settings);
        double learningRate = state.Number(nameof(LearningRate));
        if (!(learningRate >= 0 && (float)learningRate == learningRate))
            throw new LeptonException($"The saved state of {state.Kind} has the learning rate {learningRate:R}; one is a float from 0 on.");
        var memories = new ParameterMemory?[parameters.Count];
        foreach ((string key, double number) in state.Numbers)
        {
            if (key != nameof(LearningRate) && !Settings.ContainsKey(key))
                MemoryOf(key, out string name, out _).Import(name, number);
        }

        foreach ((string key, Tensor tensor) in state.Tensors)
        {
            ParameterMemory memory = MemoryOf(key, out string name, out int place);
            if (tensor.Shape != parameters[place].Shape)
            {
                throw new LeptonException(
                    $"The saved state of {state.Kind} has {key} with shape {tensor.Shape}, but parameter {place}, "
                    + $"{parameters[place].Name ?? "without a name"}, has {parameters[place].Shape}: it is the state of another model.");
            }

            memory.Import(name, tensor);
        }

        LearningRate = (float)learningRate;
        _memories.Clear();
        for (int i = 0; i < memories.Length; i++)
        {
            if (memories[i] is { } memory)
                _memories[parameters[i]] = memory;
        }

        ParameterMemory MemoryOf(string key, out string name, out int place)
        {
            int dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0 || !int.TryParse(key.AsSpan(0, dot), out place) || place < 0)
                throw new LeptonException($"The saved state of {state.Kind} has '{key}', which {state.Kind} does not know.");
            if (place >= parameters.Count)
            {
                throw new LeptonException(
                    $"The saved state of {state.Kind} has '{key}', but there are only {parameters.Count} parameters: "
                    + "it is the state of another model.");
            }

            name = key[(dot + 1)..];
            return memories[place] ??= new ParameterMemory(parameters[place]);
        }
    }

    /// <summary>What the optimizer was made with, by name, apart from the learning rate.</summary>
    protected virtual IReadOnlyDictionary<string, double> Settings { get; } = new Dictionary<string, double>();

    /// <summary>Moves one parameter by one step.</summary>
    /// <param name="parameter">θ, changed in place.</param>
    /// <param name="gradient">g = ∂L/∂θ, in the same shape.</param>
    /// <param name="memory">What this optimizer remembers of this parameter.</param>
    protected abstract void Update(Tensor parameter, Tensor gradient, ParameterMemory memory);

    /// <summary>The weight decay of a parameter: <paramref name="decay"/> or, where <see cref="Decays"/> says no, 0.</summary>
    protected float DecayOf(Tensor parameter, float decay) => decay != 0 && Decays(parameter) ? decay : 0;

    private protected static void CheckShare(float value, string name, string symbol)
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(name, $"{symbol} is at least 0 and below 1; it was {value}.");
    }

    private protected static void CheckPositive(float value, string name, string symbol)
    {
        if (!(value > 0) || float.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, $"{symbol} is positive; it was {value}.");
    }

    private protected static void CheckNotNegative(float value, string name, string symbol)
    {
        if (!(value >= 0) || float.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, $"{symbol} is a number from 0 on; it was {value}.");
    }
}
